"""torch.optim: SGD and Adam, as their single-tensor code computes."""

from ._graph import Mode
from ._missing import missing
from ._names_below import OPTIM
from ._tensor import Tensor
from ._types import fault, refuse


class Optimizer:
    def __init__(self, params, defaults):
        self.defaults, self.state, self.param_groups = defaults, {}, []
        if isinstance(params, Tensor):
            fault(
                TypeError,
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.FloatTensor",
            )
        groups = list(params)
        if not groups:
            fault(ValueError, "optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for g in groups:
            self.add_param_group(dict(g))

    def add_param_group(self, g):
        ps = g["params"]
        g["params"] = [ps] if isinstance(ps, Tensor) else list(ps)
        for p in g["params"]:
            if not isinstance(p, Tensor):
                fault(
                    TypeError,
                    f"optimizer can only optimize Tensors, but one of the params is {type(p).__name__}"
                    if False
                    else "optimizer can only optimize Tensors, but one of the params is "
                    + type(p).__name__,
                )
            if not (p.is_leaf or p.retains_grad):
                fault(ValueError, "can't optimize a non-leaf Tensor")
        for k in self.defaults:
            g.setdefault(k, self.defaults[k])
        self.param_groups.append(g)

    def zero_grad(self, set_to_none=True):
        for g in self.param_groups:
            for p in g["params"]:
                if p._g is not None:
                    if set_to_none:
                        p._g = None
                    else:
                        if p._g.grad_fn is not None:
                            p._g.detach_()
                        else:
                            p._g.requires_grad_(False)
                        p._g.zero_()

    def step(self, closure=None):
        loss = None
        if closure is not None:
            before = Mode.grad
            Mode.grad = True
            loss = closure()
            Mode.grad = before
        before = Mode.grad
        Mode.grad = False
        try:
            for g in self.param_groups:
                for p in g["params"]:
                    if p._g is not None:
                        self.one(p, p._g, g, self.state.setdefault(p, {}))
        finally:
            Mode.grad = before
        return loss

    def state_dict(self):
        refuse("Optimizer.state_dict")

    def load_state_dict(self, s):
        refuse("Optimizer.load_state_dict")


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
        if lr < 0.0:
            fault(ValueError, f"Invalid learning rate: {lr}")
        if momentum < 0.0:
            fault(ValueError, f"Invalid momentum value: {momentum}")
        if nesterov and (momentum <= 0 or dampening != 0):
            fault(ValueError, "Nesterov momentum requires a momentum and zero dampening")
        Optimizer.__init__(
            self,
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
                "maximize": maximize,
            },
        )

    def one(self, p, g, o, s):
        if o["maximize"]:
            g = -g
        if o["weight_decay"]:
            g = g.add(p, alpha=o["weight_decay"])
        if o["momentum"]:
            b = s.get("momentum_buffer")
            if b is None:
                b = s["momentum_buffer"] = g.detach().clone()
            else:
                b.mul_(o["momentum"]).add_(g, alpha=1 - o["dampening"])
            g = g.add(b, alpha=o["momentum"]) if o["nesterov"] else b
        p.add_(g, alpha=-o["lr"])


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
    ):
        if amsgrad:
            refuse("amsgrad")
        Optimizer.__init__(
            self,
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
            },
        )

    def one(self, p, g, o, s):
        b1, b2 = o["betas"]
        if o["maximize"]:
            g = -g
        if not s:
            s["step"], s["exp_avg"], s["exp_avg_sq"] = (
                0,
                p.detach().new_zeros(p.shape),
                p.detach().new_zeros(p.shape),
            )
        s["step"] += 1
        if o["weight_decay"]:
            if self.decoupled:
                p.mul_(1 - o["lr"] * o["weight_decay"])
            else:
                g = g.add(p, alpha=o["weight_decay"])
        s["exp_avg"].lerp_(g, 1 - b1)
        s["exp_avg_sq"].mul_(b2).addcmul_(g, g, value=1 - b2)
        c1, c2 = 1 - b1 ** s["step"], 1 - b2 ** s["step"]
        denom = (s["exp_avg_sq"].sqrt() / (c2**0.5)).add_(o["eps"])
        p.addcdiv_(s["exp_avg"], denom, value=-(o["lr"] / c1))


class AdamW(Adam):
    decoupled = True

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, **k
    ):
        Adam.__init__(self, params, lr, betas, eps, weight_decay, amsgrad)


def __getattr__(name):
    missing("torch.optim", name, OPTIM)
