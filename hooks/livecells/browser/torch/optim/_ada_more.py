"""Adadelta and Adamax, as their single-tensor code computes."""

from .._functions import FUNCTIONS
from .._optimizer import Optimizer, begun, positive, settled
from .._optimizer import betas as _betas
from .._types import fault, refuse

maximum = FUNCTIONS["maximum"]


def _plain(lr, *others):
    """Refuse the other ways to compute a step."""
    if any(others) or not isinstance(lr, (int, float)):
        refuse("this way to compute a step")


def _given(p, g, o):
    """The gradient with what the settings add to it."""
    if p.dtype.is_complex:
        refuse("this optimizer of complex numbers")
    return settled(p, g, o)


class Adadelta(Optimizer):
    __module__ = "torch.optim.adadelta"

    def __init__(
        self,
        params,
        lr=1.0,
        rho=0.9,
        eps=1e-6,
        weight_decay=0,
        foreach=None,
        *,
        capturable=False,
        maximize=False,
        differentiable=False,
    ):
        _plain(lr, foreach, capturable, differentiable)
        positive("learning rate", lr)
        if not 0.0 <= rho <= 1.0:
            fault(ValueError, f"Invalid rho value: {rho}")
        positive("epsilon value", eps)
        positive("weight_decay value", weight_decay)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        Optimizer.__init__(self, params, defaults)

    def one(self, p, g, o, s):
        g, rho = _given(p, g, o), o["rho"]
        begun(p, s, "square_avg", "acc_delta")
        s["square_avg"].mul_(rho).addcmul_(g, g, value=1 - rho)
        std = s["square_avg"].add(o["eps"]).sqrt_()
        delta = s["acc_delta"].add(o["eps"]).sqrt_()
        delta.div_(std).mul_(g)
        s["acc_delta"].mul_(rho).addcmul_(delta, delta, value=1 - rho)
        p.add_(delta, alpha=-o["lr"])


class Adamax(Optimizer):
    __module__ = "torch.optim.adamax"

    def __init__(
        self,
        params,
        lr=2e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        foreach=None,
        *,
        maximize=False,
        differentiable=False,
        capturable=False,
    ):
        _plain(lr, foreach, capturable, differentiable)
        positive("learning rate", lr)
        positive("epsilon value", eps)
        _betas(betas)
        positive("weight_decay value", weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        Optimizer.__init__(self, params, defaults)

    def one(self, p, g, o, s):
        g, (b1, b2) = _given(p, g, o), o["betas"]
        begun(p, s, "exp_avg", "exp_inf")
        s["exp_avg"].lerp_(g, 1 - b1)
        largest = s["exp_inf"].mul_(b2)
        largest.copy_(maximum(largest.clone(), g.abs().add_(o["eps"])))
        rate = o["lr"] / (1 - b1 ** s["step"].item())
        p.addcdiv_(s["exp_avg"], largest, value=-rate)
