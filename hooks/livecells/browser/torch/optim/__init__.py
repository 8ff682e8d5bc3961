"""torch.optim: a few optimizers, as their single-tensor code computes."""

from .._complex import view_as_complex, view_as_real
from .._lazily import member
from .._missing import missing
from .._names_below import OPTIM
from .._optimizer import Optimizer, begun, positive, settled
from .._optimizer import betas as _betas
from .._types import fault, refuse
from . import lr_scheduler
from ._lbfgs import LBFGS

LATER = {"._adagrad": "Adagrad", "._ada_more": "Adadelta Adamax"}


class SGD(Optimizer):
    def __init__(
        self,
        params,
        lr=1e-3,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        foreach=None,
        differentiable=False,
        fused=None,
    ):
        positive("learning rate", lr, or_nan=True)
        positive("momentum value", momentum, or_nan=True)
        positive("weight_decay value", weight_decay, or_nan=True)
        more = momentum or weight_decay or maximize
        if foreach or differentiable or (fused and (fused is not True or more)):
            refuse("this way to compute a step")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        if nesterov and (momentum <= 0 or dampening != 0):
            fault(ValueError, "Nesterov momentum requires a momentum and zero dampening")
        Optimizer.__init__(self, params, defaults)

    def one(self, p, g, o, s):
        g = settled(p, g, o)
        if o["momentum"]:
            b = s.get("momentum_buffer")
            if b is None:
                b = s["momentum_buffer"] = g.detach().clone()
            else:
                b.mul_(o["momentum"]).add_(g, alpha=1 - o["dampening"])
            g = g.add(b, alpha=o["momentum"]) if o["nesterov"] else b
        # The edit of a fused step is one that torch's version counter does not see.
        (p.data if o["fused"] else p).add_(g, alpha=-o["lr"])


class Adam(Optimizer):
    decoupled = False

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        amsgrad=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
        fused=None,
        decoupled_weight_decay=False,
    ):
        positive("learning rate", lr)
        positive("epsilon value", eps)
        _betas(betas)
        positive("weight_decay value", weight_decay)
        if len(betas) != 2 or not all(isinstance(beta, float) for beta in betas):
            fault(ValueError, "betas must be either both floats or both Tensors")
        if amsgrad or foreach or differentiable or fused or capturable:
            refuse("this way to compute a step")
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay or self.decoupled,
        }
        Optimizer.__init__(self, params, defaults)

    def _of_pairs(self, p, g, o, s):
        """A complex parameter as pairs of real numbers."""
        pairs = {k: view_as_real(v).clone() if v.dtype.is_complex else v for k, v in s.items()}
        now = view_as_real(p.detach()).clone()
        self.one(now, view_as_real(g).clone(), o, pairs)
        many = ("exp_avg", "exp_avg_sq")
        s.update({k: view_as_complex(v) if k in many else v for k, v in pairs.items()})
        p.copy_(view_as_complex(now))

    def one(self, p, g, o, s):
        if p.dtype.is_complex:
            self._of_pairs(p, g, o, s)
            return
        b1, b2 = o["betas"]
        if o["maximize"]:
            g = -g
        begun(p, s, "exp_avg", "exp_avg_sq")
        step = s["step"].item()
        if o["weight_decay"] and o["decoupled_weight_decay"]:
            p.mul_(1 - o["lr"] * o["weight_decay"])
        elif o["weight_decay"]:
            g = g.add(p, alpha=o["weight_decay"])
        s["exp_avg"].lerp_(g, 1 - b1)
        s["exp_avg_sq"].mul_(b2).addcmul_(g, g, value=1 - b2)
        c1, c2 = 1 - b1**step, 1 - b2**step
        denom = (s["exp_avg_sq"].sqrt() / (c2**0.5)).add_(o["eps"])
        p.addcdiv_(s["exp_avg"], denom, value=-(o["lr"] / c1))


class AdamW(Adam):
    decoupled = True

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, **k
    ):
        Adam.__init__(self, params, lr, betas, eps, weight_decay, amsgrad, **k)


class RMSprop(Optimizer):
    def __init__(
        self,
        params,
        lr=1e-2,
        alpha=0.99,
        eps=1e-8,
        weight_decay=0,
        momentum=0,
        centered=False,
        capturable=False,
        foreach=None,
        maximize=False,
        differentiable=False,
    ):
        positive("learning rate", lr)
        positive("epsilon value", eps)
        positive("momentum value", momentum)
        positive("weight_decay value", weight_decay)
        positive("alpha value", alpha)
        if centered or foreach or differentiable or capturable:
            refuse("this way to compute a step")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        Optimizer.__init__(self, params, defaults)

    def one(self, p, g, o, s):
        g = settled(p, g, o)
        begun(p, s, "square_avg", *(["momentum_buffer"] if o["momentum"] > 0 else []))
        s["square_avg"].mul_(o["alpha"]).addcmul_(g, g, value=1 - o["alpha"])
        average = s["square_avg"].sqrt().add_(o["eps"])
        if o["momentum"] > 0:
            s["momentum_buffer"].mul_(o["momentum"]).addcdiv_(g, average)
            p.add_(s["momentum_buffer"], alpha=-o["lr"])
        else:
            p.addcdiv_(g, average, value=-o["lr"])


def __getattr__(name):
    found = member(LATER, __package__, name)
    return found or missing("torch.optim", name, OPTIM)
