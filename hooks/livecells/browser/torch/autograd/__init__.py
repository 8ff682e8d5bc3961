"""torch.autograd."""

from .._gradients import backward as _backward
from .._gradients import grad
from .._missing import missing
from .._modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from .._names_below import AUTOGRAD
from .._types import refuse
from . import forward_ad, function, functional, graph
from ._anomaly import detect_anomaly, set_detect_anomaly
from ._function import Function
from ._variable import Variable
from .gradcheck import GradcheckError, gradcheck, gradgradcheck


def backward(
    tensors,
    grad_tensors=None,
    retain_graph=None,
    create_graph=False,
    grad_variables=None,
    inputs=None,
):
    if grad_variables is not None:
        refuse("backward(grad_variables=)")
    _backward(tensors, grad_tensors, retain_graph, create_graph, inputs)


def __getattr__(name):
    missing("torch.autograd", name, AUTOGRAD)
