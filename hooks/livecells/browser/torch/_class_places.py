"""The modules of torch that its classes say they are from."""

import sys

PLACES = {
    "torch": "device dtype finfo",
    "torch.amp.autocast_mode": "autocast",
    "torch.autograd.anomaly_mode": "detect_anomaly set_detect_anomaly",
    "torch.autograd.function": "Function",
    "torch.autograd.grad_mode": "enable_grad inference_mode no_grad set_grad_enabled",
    "torch.autograd.graph": "Node",
    "torch.distributions.categorical": "Categorical",
    "torch.distributions.distribution": "Distribution",
    "torch.distributions.normal": "Normal",
    "torch.distributions.relaxed_categorical": "RelaxedOneHotCategorical",
    "torch.nn.modules.activation": "ELU GELU LeakyReLU LogSigmoid LogSoftmax ReLU ReLU6 SiLU "
    "Sigmoid Softmax Softmin Softplus Softsign Tanh Tanhshrink",
    "torch.nn.modules.batchnorm": "BatchNorm1d",
    "torch.nn.modules.container": "ModuleDict ModuleList ParameterList Sequential",
    "torch.nn.modules.conv": "Conv1d Conv2d",
    "torch.nn.modules.dropout": "Dropout",
    "torch.nn.modules.flatten": "Flatten",
    "torch.nn.modules.linear": "Identity Linear",
    "torch.nn.modules.loss": "BCELoss BCEWithLogitsLoss CrossEntropyLoss HuberLoss KLDivLoss L1Loss "
    "MSELoss NLLLoss SmoothL1Loss",
    "torch.nn.modules.module": "Module",
    "torch.nn.modules.normalization": "LayerNorm",
    "torch.nn.modules.pooling": "AvgPool1d AvgPool2d MaxPool1d MaxPool2d",
    "torch.nn.modules.sparse": "Embedding",
    "torch.nn.parameter": "Parameter",
    "torch.optim.adam": "Adam",
    "torch.optim.adamw": "AdamW",
    "torch.optim.lbfgs": "LBFGS",
    "torch.optim.optimizer": "Optimizer",
    "torch.optim.rmsprop": "RMSprop",
    "torch.optim.sgd": "SGD",
}
IN = (
    "torch",
    "torch.nn",
    "torch.optim",
    "torch.autograd",
    "torch.autograd.graph",
    "torch.distributions",
)


def settle(*modules):
    """Let the classes of these modules say where they are from."""
    places = {name: place for place, names in PLACES.items() for name in names.split()}
    for module in modules:
        for name, value in vars(module).items():
            if name in places and isinstance(value, type):
                value.__module__ = places[name]


def settle_all():
    """The same of all modules that are loaded."""
    settle(*(sys.modules[name] for name in IN))
