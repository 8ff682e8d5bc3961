"""torch.nn: modules, a few layers, a few losses."""

from .._missing import missing
from .._names_below import NN
from . import functional, init
from ._layers import (
    Dropout,
    Identity,
    LeakyReLU,
    Linear,
    ModuleList,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    Tanh,
)
from ._losses import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    L1Loss,
    MSELoss,
    NLLLoss,
)
from ._module import Module, Parameter


def __getattr__(name):
    missing("torch.nn", name, NN)
