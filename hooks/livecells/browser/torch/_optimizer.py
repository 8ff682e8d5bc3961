"""What all optimizers do: groups, clearing gradients, a step for each parameter, their state."""

import copy
import itertools
from collections import defaultdict

from ._graph import Mode
from ._make import tensor
from ._names_below import OPTIMIZER
from ._tensor import Tensor, typename
from ._types import fault, refuse

ITERABLE = (
    "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
)


def positive(name, value, or_nan=False):
    """Refuse what is no number; torch's error for a negative one."""
    if isinstance(value, Tensor) or not isinstance(value, (int, float)):
        refuse("an optimizer with a setting that is no number")
    if value < 0.0 or (value != value and not or_nan):
        fault(ValueError, f"Invalid {name}: {value}")


def betas(given):
    """Torch's error for a share of the past that is none."""
    for place, beta in enumerate(given):
        if not 0.0 <= beta < 1.0:
            fault(ValueError, f"Invalid beta parameter at index {place}: {beta}")


def begun(p, s, *names):
    """Count a step in the state of a parameter; before the first one, make it, all zeros."""
    if not s:
        s["step"] = tensor(0.0)
        s.update({name: p.detach().new_zeros(p.shape) for name in names})
    s["step"] += 1


def settled(p, g, o):
    """The gradient, turned round and with a share of the weights, as the settings say."""
    g = -g if o["maximize"] else g
    return g.add(p, alpha=o["weight_decay"]) if o["weight_decay"] else g


OTHER_GROUPS = "loaded state dict has a different number of parameter groups"
OTHER_SIZES = (
    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
)


def _own(parameter, key, value):
    """What is kept of a saved value: the same tensor, unless the parameter has another type."""
    if not isinstance(value, Tensor) or key == "step" or value.dtype is parameter.dtype:
        return value
    return value.to(parameter.dtype)


class Optimizer:
    def __init__(self, params, defaults):
        self.defaults, self.param_groups = defaults, []
        self.state = defaultdict(dict)
        if isinstance(params, Tensor):
            fault(TypeError, ITERABLE + typename(params))
        if isinstance(params, (dict, set)):
            refuse("an optimizer of a dict or a set")
        groups = list(params)
        if not groups:
            fault(ValueError, "optimizer got an empty parameter list")
        if any(isinstance(g, tuple) for g in groups):
            refuse("an optimizer of named parameters")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for g in groups:
            self.add_param_group(dict(g))

    def __getattr__(self, name):
        if name in OPTIMIZER:
            refuse(f"Optimizer.{name}")
        text = f"'{type(self).__name__}' object has no attribute '{name}'"
        fault(AttributeError, text)

    def add_param_group(self, param_group):
        g = param_group
        if not isinstance(g, dict):
            fault(TypeError, f"param_group must be a dict, but got {type(g)}")
        ps = g["params"]
        g["params"] = [ps] if isinstance(ps, Tensor) else list(ps)
        for p in g["params"]:
            if not isinstance(p, Tensor):
                text = "optimizer can only optimize Tensors, but one of the params is "
                fault(TypeError, text + typename(p))
            if not (p.is_leaf or p.retains_grad):
                fault(ValueError, "can't optimize a non-leaf Tensor")
        if len({id(p) for p in g["params"]}) != len(g["params"]):
            refuse("an optimizer that is given a parameter twice")
        known = {id(p) for other in self.param_groups for p in other["params"]}
        if known & {id(p) for p in g["params"]}:
            fault(ValueError, "some parameters appear in more than one parameter group")
        for k in self.defaults:
            g.setdefault(k, self.defaults[k])
        self.param_groups.append(g)

    def zero_grad(self, set_to_none=True):
        for g in self.param_groups:
            for p in g["params"]:
                if p._g is not None and set_to_none:
                    p.grad = None
                elif p._g is not None:
                    if p._g.grad_fn is not None:
                        p._g.detach_()
                    else:
                        p._g.requires_grad_(False)
                    p._g.zero_()

    def step(self, closure=None):
        self._opt_called = True
        before, loss = Mode.grad, None
        if closure is not None:
            Mode.grad = True
            try:
                loss = closure()
            finally:
                Mode.grad = before
        Mode.grad = False
        try:
            for g in self.param_groups:
                for p in g["params"]:
                    if p._g is not None:
                        self.one(p, p._g, g, self.state[p])
        finally:
            Mode.grad = before
        return loss

    def one(self, p, g, o, s):
        refuse("an optimizer of the reader's own")

    def state_dict(self):
        number, groups = {}, []
        for g in self.param_groups:
            packed = {k: v for k, v in g.items() if k != "params"}
            for p in g["params"]:
                number.setdefault(id(p), len(number))
            groups.append({**packed, "params": [number[id(p)] for p in g["params"]]})
        state = {number[id(p)]: values for p, values in self.state.items() if values}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        """Settings and state of each parameter by its number; its tensors are shared."""
        groups, saved = self.param_groups, state_dict["param_groups"]
        if len(groups) != len(saved):
            fault(ValueError, OTHER_GROUPS)
        if any(len(g["params"]) != len(s["params"]) for g, s in zip(groups, saved, strict=True)):
            fault(ValueError, OTHER_SIZES)
        pairs = [
            zip(s["params"], g["params"], strict=True) for g, s in zip(groups, saved, strict=True)
        ]
        known = dict(itertools.chain.from_iterable(pairs))
        self.state = defaultdict(dict)
        for key, values in state_dict["state"].items():
            if key not in known:
                refuse("the state of a parameter that is not there")
            self.state[known[key]] = {k: _own(known[key], k, v) for k, v in values.items()}
        self.param_groups = [
            {**copy.deepcopy({k: v for k, v in s.items() if k != "params"}), "params": g["params"]}
            for g, s in zip(groups, saved, strict=True)
        ]

    def __repr__(self):
        text = type(self).__name__ + " ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"
