"""torch.nn: modules, a few layers, a few losses."""

from .._lazily import member, module
from .._missing import missing
from .._names_below import NN
from . import attention, functional, init, utils
from ._batch_norm import BatchNorm1d
from ._images import (
    AvgPool1d,
    AvgPool2d,
    Conv1d,
    Conv2d,
    LayerNorm,
    MaxPool1d,
    MaxPool2d,
)
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
    HuberLoss,
    KLDivLoss,
    L1Loss,
    MSELoss,
    NLLLoss,
    SmoothL1Loss,
)
from ._module import Module, Parameter
from ._more_layers import (
    ELU,
    GELU,
    Embedding,
    Flatten,
    LogSigmoid,
    LogSoftmax,
    ModuleDict,
    ParameterList,
    ReLU6,
    SiLU,
    Softmin,
    Softplus,
    Softsign,
    Tanhshrink,
)

LATER = {
    "._rare_layers": "CELU SELU Mish Hardsigmoid Hardswish Hardshrink Softshrink Hardtanh Threshold "
    "PReLU HingeEmbeddingLoss MarginRankingLoss CosineEmbeddingLoss TripletMarginLoss "
    "MultiLabelMarginLoss PoissonNLLLoss CosineSimilarity GroupNorm",
    "._recurrent": "RNN LSTM GRU RNNCell LSTMCell GRUCell",
}


def __getattr__(name):
    found = member(LATER, __package__, name) or module(f"{__name__}.{name}")
    return found or missing("torch.nn", name, NN)
