"""Gradient of DAVE-2 in TensorFlow and PyTorch, for scripts/bench.

First line out: a JSON list of the cases that can be run here. Then for each line in (a case's name) the case is run
once and a line with an empty JSON object goes out.
"""
import json
import sys

import numpy as np

BATCH = 32
ONE_AT_A_TIME = 8
PICTURES = np.random.default_rng(1).uniform(-1, 1, (BATCH, 66, 200, 3)).astype(np.float32)
CONVOLUTIONS = [(24, 5, 2), (36, 5, 2), (48, 5, 2), (64, 3, 1), (64, 3, 1)]
DENSE = [100, 50, 10]


def tensorflow_cases():
    import tensorflow as tf

    layers = [tf.keras.layers.Input((66, 200, 3))]
    layers += [tf.keras.layers.Conv2D(n, k, s, activation="elu") for n, k, s in CONVOLUTIONS]
    layers += [tf.keras.layers.Flatten()]
    layers += [tf.keras.layers.Dense(n, activation="elu") for n in DENSE] + [tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential(layers)

    def magnitude(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            steering = tf.reduce_sum(model(x, training=False))
        return tf.reduce_max(tf.abs(tape.gradient(steering, x)), axis=-1)

    compiled = tf.function(magnitude)

    def batched():
        compiled(tf.constant(PICTURES)).numpy()

    def one_at_a_time():
        for i in range(ONE_AT_A_TIME):
            magnitude(tf.constant(PICTURES[i : i + 1])).numpy()

    return {
        "TensorFlow tf.function, batched": (batched, BATCH),
        "TensorFlow eager, one at a time": (one_at_a_time, ONE_AT_A_TIME),
    }


def pytorch_cases():
    import torch

    layers, depth = [], 3
    for n, k, s in CONVOLUTIONS:
        layers += [torch.nn.Conv2d(depth, n, k, s), torch.nn.ELU()]
        depth = n
    layers += [torch.nn.Flatten()]
    size = 64 * 1 * 18
    for n in DENSE:
        layers += [torch.nn.Linear(size, n), torch.nn.ELU()]
        size = n
    model = torch.nn.Sequential(*layers, torch.nn.Linear(size, 1)).eval()
    for weights in model.parameters():
        weights.requires_grad_(False)
    pictures = np.ascontiguousarray(PICTURES.transpose(0, 3, 1, 2))

    def magnitude(values):
        x = torch.from_numpy(values).requires_grad_(True)
        (slope,) = torch.autograd.grad(model(x).sum(), x)
        return slope.abs().amax(1).numpy()

    def batched():
        magnitude(pictures)

    def one_at_a_time():
        for i in range(ONE_AT_A_TIME):
            magnitude(pictures[i : i + 1])

    return {"PyTorch, batched": (batched, BATCH), "PyTorch, one at a time": (one_at_a_time, ONE_AT_A_TIME)}


def main():
    cases = {}
    for make in (tensorflow_cases, pytorch_cases):
        try:
            cases.update(make())
        except ImportError:
            pass
    print(json.dumps([{"name": name, "frames": frames} for name, (_, frames) in cases.items()]), flush=True)
    for line in sys.stdin:
        cases[line.strip()][0]()
        print("{}", flush=True)


main()
