"""Writes a seeded network of PyTorch in every way that torch.save does, and what PyTorch computes of twice ten pictures.

    torchModels.py FOLDER NAME

`list` in place of a name prints the names. Else one line of JSON goes out: for each set of pictures its size, the pictures,
[10, height, width, channels] of float32, and what the network gives of them in 64 bits, with the gradient of its first number
for each picture, likewise. Of weights of 16 bits that is what a network with just these numbers gives.

A gradient jumps where a number passes through a kink (of ReLU, of a pool), and in 32 bits a number that lies on one may come
out on either side: PyTorch then differs from itself in 64 bits, by as much as from anybody else. The first set are pictures of
the usual size, with what PyTorch gives in 32 bits, and how far its gradients then are from those in 64. The second are small ones, drawn until ten of
them are clear of all kinks: changing all numbers of the network by a few times the rounding of 32 bits changes the gradient by
as little.
"""

import copy
import json
import math
import sys
from pathlib import Path

import torch
import torchvision
from torch import nn

PICTURES = 10
# How much all numbers are changed, CHANGES times, and how much the gradient then may: relative, in L2.
CHANGE = 5e-7
CLEAR = 5e-5
CHANGES = 6
MOST_DRAWN = 400
# Of so many layers that few pictures of 64 x 64 are clear.
SMALLER = {"MobileNet V2": (32, 32), "ResNet-50": (32, 32)}


def replaced(model, path, layer):
    """The model with another module in the place of one of its own."""
    parent, _, name = path.rpartition(".")
    owner = model.get_submodule(parent)
    setattr(owner, name, layer)
    return model


def vgg(name):
    return lambda: replaced(getattr(torchvision.models, name)(), "classifier.6", nn.Linear(4096, 2))



class Pilot(nn.Module):
    """DAVE-2 as people write it: two Sequentials."""

    def __init__(self, activation, norm):
        super().__init__()
        layers, depth = [], 3
        for channels, size, stride in [(24, 5, 2), (36, 5, 2), (48, 5, 2), (64, 3, 1), (64, 3, 1)]:
            layers += [nn.Conv2d(depth, channels, size, stride, bias=not norm)]
            layers += [nn.BatchNorm2d(channels)] if norm else []
            layers += [activation()]
            depth = channels
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Dropout(0.5), nn.Linear(64 * 18, 100), activation(), nn.Linear(100, 50), activation(),
            nn.Linear(50, 10), nn.Linear(10, 1))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


NETWORKS = {
    "ResNet-18, JetBot": lambda: replaced(torchvision.models.resnet18(), "fc", nn.Linear(512, 2)),
    "ResNet-18, a head of two layers": lambda: replaced(
        torchvision.models.resnet18(), "fc", nn.Sequential(nn.Linear(512, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 2))),
    "ResNet-34": lambda: replaced(torchvision.models.resnet34(), "fc", nn.Linear(512, 1)),
    "ResNet-50": lambda: replaced(torchvision.models.resnet50(), "fc", nn.Linear(2048, 2)),
    "AlexNet": lambda: replaced(torchvision.models.alexnet(), "classifier.6", nn.Linear(4096, 2)),
    "SqueezeNet 1.0": lambda: replaced(torchvision.models.squeezenet1_0(), "classifier.1", nn.Conv2d(512, 2, 1)),
    "SqueezeNet 1.1": lambda: replaced(torchvision.models.squeezenet1_1(), "classifier.1", nn.Conv2d(512, 2, 1)),
    "MobileNet V2": lambda: replaced(torchvision.models.mobilenet_v2(), "classifier.1", nn.Linear(1280, 2)),
    "VGG-11": vgg("vgg11"),
    "VGG-11 with normalisation": vgg("vgg11_bn"),
    "VGG-13 with normalisation": vgg("vgg13_bn"),
    "VGG-16": vgg("vgg16"),
    "VGG-19 with normalisation": vgg("vgg19_bn"),
    "PilotNet, ELU": lambda: Pilot(nn.ELU, False),
    "PilotNet, ReLU and normalisation": lambda: Pilot(nn.ReLU, True),
}


def picture(height, width):
    """Blobs of colour on a gradient, -1 to 1: every one another."""
    y = torch.linspace(-1, 1, height)[:, None]
    x = torch.linspace(-1, 1, width)[None, :]
    made = torch.empty(1, 3, height, width)
    for c in range(3):
        a, b, d, e = torch.rand(4) * 2 - 1
        blob = torch.exp(-((y - a) ** 2 + (x - b) ** 2) / (0.02 + d ** 2))
        noise = 0.1 * torch.randn(height, width)
        made[0, c] = torch.tanh(2 * blob + e * y + a * torch.sin(6 * math.pi * b * x) + noise)
    return made


def calibrated(model, shown):
    """Statistics of what is shown, so that a random network of many layers neither swells nor fades; then as it steers."""
    momenta = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    for module in momenta:
        module.momentum = None
        nn.init.uniform_(module.weight, 0.8, 1.2)
        nn.init.uniform_(module.bias, -0.2, 0.2)
    for module in model.modules():
        if isinstance(module, (nn.Dropout, nn.Dropout2d)):
            module.p = 0.0
    model.train()
    with torch.no_grad():
        model(shown)
    return model.eval()


def computed(model, shown):
    x = shown.clone().requires_grad_(True)
    given = model(x)
    (gradient,) = torch.autograd.grad(given[:, 0].sum(), x)
    return given.detach().double(), gradient.double()


def relative(found, wanted):
    return float((found - wanted).norm() / wanted.norm())


def changed(model):
    other = copy.deepcopy(model)
    with torch.no_grad():
        for value in [*other.parameters(), *other.buffers()]:
            if value.is_floating_point():
                value.mul_(1 + CHANGE * torch.randn_like(value))
    return other


def clear(exact, others, shown):
    """What the network gives in 64 bits, and the gradient; None for a picture near a kink."""
    given, gradient = computed(exact, shown.double())
    far = any(relative(computed(other, shown.double())[1], gradient) > CLEAR for other in others)
    return None if far else (given, gradient)


def written(path, values):
    """Pictures with the channels last, as bytes."""
    path.write_bytes(values.float().permute(0, 2, 3, 1).contiguous().numpy().tobytes())
    return path.name


def described(folder, name, size, shown, found):
    return {
        "size": size,
        "pictures": written(folder / f"{name}.f32", torch.cat(shown)),
        "computed": {
            kind: {"given": torch.cat([both[kind][0] for both in found]).tolist(),
                   "gradient": written(folder / f"{name}-{kind}.f32", torch.cat([both[kind][1] for both in found]))}
            for kind in ("float", "half")
        },
    }


def main():
    folder, name = Path(sys.argv[1]), sys.argv[2]
    if name == "list":
        print(json.dumps(list(NETWORKS)))
        return
    torch.manual_seed(sum(name.encode()))
    torch.set_num_threads(2)
    model = NETWORKS[name]()
    is_pilot = isinstance(model, Pilot)
    usual, small = ((66, 200), (66, 200)) if is_pilot else ((224, 224), SMALLER.get(name, (64, 64)))
    calibrated(model, torch.cat([picture(*usual) for _ in range(PICTURES)]))
    state = model.state_dict()
    half = {key: value.half() if value.is_floating_point() else value for key, value in state.items()}
    torch.save(state, folder / "zip.pth")
    torch.save({"epoch": 3, "model_state_dict": {f"module.{key}": value for key, value in state.items()}},
               folder / "old.pth", _use_new_zipfile_serialization=False)
    torch.save(half, folder / "half.pth")
    rounded = copy.deepcopy(model)
    rounded.load_state_dict(half)
    exact = {"float": copy.deepcopy(model).double(), "half": rounded.double()}

    shown = [picture(*usual) for _ in range(PICTURES)]
    found = [{kind: computed(one, x.double()) for kind, one in exact.items()} for x in shown]
    in32 = [computed(model, x) for x in shown]
    sets = {"usual": {
        **described(folder, "usual", usual, shown, found),
        "ownGiven": torch.cat([given for given, _ in in32]).tolist(),
        "own": [relative(gradient, both["float"][1]) for (_, gradient), both in zip(in32, found)],
    }}

    shown, found, drawn = [], [], 0
    others = {kind: [changed(one) for _ in range(CHANGES)] for kind, one in exact.items()}
    while len(shown) < PICTURES and drawn < MOST_DRAWN:
        drawn += 1
        x = picture(*small)
        both = {}
        for kind, one in exact.items():
            both[kind] = clear(one, others[kind], x)
            if both[kind] is None:
                break
        else:
            shown.append(x)
            found.append(both)
    sets["clear"] = {**described(folder, "clear", small, shown, found), "drawn": drawn}
    print(json.dumps({"activation": "relu" if "ReLU" in name else "elu", **sets}))


main()
