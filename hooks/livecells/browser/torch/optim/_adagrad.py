"""Adagrad, as its single-tensor code computes."""

from .._make import tensor
from .._optimizer import Optimizer, positive, settled
from .._types import refuse


class Adagrad(Optimizer):
    __module__ = "torch.optim.adagrad"

    def __init__(
        self,
        params,
        lr=1e-2,
        lr_decay=0,
        weight_decay=0,
        initial_accumulator_value=0,
        eps=1e-10,
        foreach=None,
        *,
        maximize=False,
        differentiable=False,
        fused=None,
    ):
        positive("learning rate", lr)
        positive("lr_decay value", lr_decay)
        positive("weight_decay value", weight_decay)
        positive("initial_accumulator_value value", initial_accumulator_value)
        positive("epsilon value", eps)
        if foreach or differentiable or fused:
            refuse("this way to compute a step")
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        Optimizer.__init__(self, params, defaults)
        for group in self.param_groups:
            for p in group["params"]:
                start = group["initial_accumulator_value"]
                made = p.detach().new_full(tuple(p.shape), start)
                self.state[p].update(step=tensor(0.0), sum=made)

    def one(self, p, g, o, s):
        g = settled(p, g, o)
        s["step"] += 1
        rate = o["lr"] / (1 + (s["step"].item() - 1) * o["lr_decay"])
        s["sum"].addcmul_(g, g, value=1)
        p.addcdiv_(g, s["sum"].sqrt().add_(o["eps"]), value=-rate)
