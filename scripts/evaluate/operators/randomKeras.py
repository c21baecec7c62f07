"""Writes seeded random Keras networks and what Keras computes of a picture each.

    randomKeras.py FOLDER [COUNT]

For each network one line goes out: the name of a JSON file {file, output, picture, expected}, beside the model file
itself (.keras and .h5 in turns).
"""

import json
import os
import random
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

FOLDER = Path(sys.argv[1])
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 250
ACTIVATIONS = ["relu", "elu", "selu", "tanh", "sigmoid", "softplus", "softsign", "swish", "gelu", "mish", "relu6",
               "leaky_relu", "hard_sigmoid", "hard_silu", "exponential", "log_sigmoid", "celu", "squareplus", None]


def convolution(rng):
    return layers.Conv2D(rng.choice([2, 4, 6]), rng.choice([1, 2, 3, (3, 2), 5]), strides=rng.choice([1, 2, (1, 2)]),
                         padding=rng.choice(["same", "valid"]), activation=rng.choice(ACTIVATIONS),
                         use_bias=rng.random() < 0.8)


def dilated(rng):
    return layers.Conv2D(4, 3, dilation_rate=rng.choice([2, (2, 1)]), padding=rng.choice(["same", "valid"]))


def depthwise(rng):
    return layers.DepthwiseConv2D(3, strides=rng.choice([1, 2]), depth_multiplier=rng.choice([1, 2]),
                                  padding=rng.choice(["same", "valid"]), activation=rng.choice(ACTIVATIONS))


def separable(rng):
    return layers.SeparableConv2D(4, 3, padding="same", activation=rng.choice(ACTIVATIONS))


def transposed(rng):
    strides, padding = rng.choice([1, 2, (2, 3)]), rng.choice(["same", "valid"])
    pairs = (strides, strides) if isinstance(strides, int) else strides
    extra = None if rng.random() < 0.4 else tuple(rng.randrange(stride) for stride in pairs)
    return layers.Conv2DTranspose(3, 3, strides=strides, padding=padding, output_padding=extra)


def pooling(rng):
    kind = rng.choice([layers.MaxPooling2D, layers.AveragePooling2D])
    return kind(rng.choice([2, 3, (2, 1)]), strides=rng.choice([None, 1, 2]), padding=rng.choice(["same", "valid"]))


def normalisation(rng):
    axes = [[1], [2], [3], [1, 2], [2, 3], [1, 2, 3], [-1]]
    return rng.choice([
        lambda: layers.BatchNormalization(axis=rng.choice([-1, 3])),
        lambda: layers.LayerNormalization(axis=rng.choice(axes), center=rng.random() < 0.7, scale=rng.random() < 0.7),
        lambda: layers.GroupNormalization(groups=-1),
        lambda: layers.UnitNormalization(axis=rng.choice(axes)),
        lambda: layers.RMSNormalization(),
    ])()


def activation(rng):
    return rng.choice([
        lambda: layers.ReLU(max_value=rng.choice([None, 0.7, 6]), negative_slope=rng.choice([0, 0.1]),
                            threshold=rng.choice([0, 0.2])),
        lambda: layers.LeakyReLU(),
        lambda: layers.ELU(alpha=rng.choice([1.0, 0.4])),
        lambda: layers.PReLU(shared_axes=rng.choice([None, [1, 2]])),
        lambda: layers.Softmax(axis=rng.choice([-1, 1, 2, [1, 2], [1, 3]])),
        lambda: layers.Activation(rng.choice([name for name in ACTIVATIONS if name])),
    ])()


def resizing(rng):
    kinds = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]
    return rng.choice([
        lambda: layers.UpSampling2D(rng.choice([2, (1, 2), (3, 1)]), interpolation=rng.choice(kinds)),
        lambda: layers.Resizing(rng.choice([5, 8, 13]), rng.choice([6, 9, 14]), interpolation=rng.choice(kinds),
                                crop_to_aspect_ratio=rng.random() < 0.3),
    ])()


def moving(rng):
    return rng.choice([
        lambda: layers.ZeroPadding2D(rng.choice([1, (0, 2), ((1, 0), (2, 1))])),
        lambda: layers.Cropping2D(rng.choice([1, (0, 1), ((1, 0), (0, 1))])),
        lambda: layers.Permute(rng.choice([(2, 1, 3), (1, 2, 3)])),
        lambda: layers.Rescaling(0.5, offset=rng.choice([0, -0.3])),
        lambda: layers.Dropout(0.3),
        lambda: layers.SpatialDropout2D(0.3),
    ])()


KINDS = [convolution, convolution, dilated, depthwise, separable, transposed, pooling, normalisation, activation,
         resizing, moving]


def joined(rng, x):
    """Two convolutions of the same picture, joined."""
    left, right = (layers.Conv2D(4, 3, padding="same", activation=rng.choice(ACTIVATIONS))(x) for _ in range(2))
    kind = rng.choice([layers.Add, layers.Multiply, layers.Subtract, layers.Average, layers.Maximum, layers.Minimum,
                       layers.Concatenate])
    return kind()([left, right])


def ended(rng, x):
    """The features as one row."""
    kind = rng.randrange(5)
    if kind == 0:
        return layers.GlobalAveragePooling2D()(x)
    if kind == 1:
        return layers.GlobalMaxPooling2D()(x)
    if kind == 2:
        height, width, channels = x.shape[1:]
        rows = layers.Reshape((height, width * channels))(x)
        kind = rng.choice([layers.LSTM, layers.GRU, layers.SimpleRNN])
        both = rng.random() < 0.3
        return layers.Bidirectional(kind(4))(rows) if both else kind(4, go_backwards=rng.random() < 0.3)(rows)
    return layers.Flatten()(x)


def network(seed):
    rng = random.Random(seed)
    x = picture = keras.Input((rng.choice([12, 15]), rng.choice([14, 17]), rng.choice([1, 3])))
    for _ in range(rng.randint(2, 6)):
        if rng.random() < 0.15:
            x = joined(rng, x)
            continue
        try:
            made = rng.choice(KINDS)(rng)(x)
        except ValueError:
            continue  # It does not fit what lies before it.
        if min(made.shape[1:3]) > 0 and max(made.shape[1:3]) < 60:
            x = made
    row = layers.Dense(rng.choice([4, 8]), activation=rng.choice(ACTIVATIONS))(ended(rng, x))
    return keras.Model(picture, layers.Dense(rng.choice([1, 2]), name="steering")(layers.Dropout(0.2)(row)))


def randomised(model, seed):
    """Every weight a number of its own; variances stay positive."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        if "int" in str(weight.dtype):  # A state of the random numbers of Dropout.
            continue
        least = 0.5 if "variance" in weight.path else -0.4
        weight.assign(rng.uniform(least, least + 0.8, weight.shape))
    return rng.uniform(-1, 1, (1, *model.input_shape[1:])).astype(np.float32)


for seed in range(COUNT):
    keras.backend.clear_session()
    model = network(seed)
    picture = randomised(model, seed)
    expected = np.asarray(model(picture, training=False))
    if not np.all(np.isfinite(expected)):
        continue
    file = f"{seed}.{'h5' if seed % 2 else 'keras'}"
    model.save(FOLDER / file)
    told = {"file": file, "output": "steering", "picture": picture.ravel().tolist(), "expected": expected.ravel().tolist()}
    (FOLDER / f"{seed}.json").write_text(json.dumps(told))
    print(f"{seed}.json")
