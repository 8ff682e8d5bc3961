"""Module and Parameter."""

import sys

from .._graph import Mode, calls
from .._handle import RemovableHandle
from .._make import zeros
from .._names_below import MODULE
from .._tensor import Tensor, typename
from .._tensor_messages import RECORDING
from .._types import bfloat16, fault, float16, float32, float64, refuse
from ._module_hooks import HookKey, Listed, Watched
from ._module_state import KeepsState


class Parameter(Tensor):
    def __new__(cls, data=None, requires_grad=True):
        return object.__new__(cls)

    def __init__(self, data=None, requires_grad=True):
        data = zeros(0) if data is None else data.detach()
        Tensor.__init__(self, data._d, data.shape, data.dtype, data._st, data._o, data._vc)
        if requires_grad and not data.dtype.is_floating_point:
            fault(
                RuntimeError,
                "Only Tensors of floating point and complex dtype can require gradients",
            )
        if data._inf and requires_grad and not Mode.inference:
            fault(RuntimeError, RECORDING)
        if data._inf:
            refuse("a parameter that was made in inference mode")
        self._inf, self._rg = data._inf, bool(requires_grad)

    def __deepcopy__(self, memo):
        made = Tensor.__deepcopy__(self, memo)
        made._g = None
        return made

    def __repr__(self):
        return "Parameter containing:\n" + Tensor.__repr__(self)

    __str__ = __repr__


def _moved(t, args, kwargs):
    """A tensor in another type, if it has a fraction: whole numbers stay as they are."""
    return t.detach().to(*args, **kwargs) if t.dtype.is_floating_point else t


HOOKS = {
    "_forward_hooks": "_post",
    "_forward_pre_hooks": "_pre",
    "_backward_hooks": "_backward",
    "_backward_pre_hooks": "_backward_pre",
}
OF_LINEAR = ("bias", "in_features", "out_features", "weight")
INNER = frozenset(
    [
        "_forward_hooks_always_called",
        "_forward_hooks_with_kwargs",
        "_forward_pre_hooks_with_kwargs",
        "_is_full_backward_hook",
        "_load_state_dict_post_hooks",
        "_load_state_dict_pre_hooks",
        "_non_persistent_buffers_set",
        "_state_dict_hooks",
        "_state_dict_pre_hooks",
    ]
)


class Module(KeepsState):
    def __init__(self):
        object.__setattr__(self, "_parameters", {})
        object.__setattr__(self, "_buffers", {})
        object.__setattr__(self, "_modules", {})
        object.__setattr__(self, "training", True)
        object.__setattr__(self, "_unsaved", set())
        object.__setattr__(self, "_pre", [])
        object.__setattr__(self, "_post", [])
        object.__setattr__(self, "_backward", [])
        object.__setattr__(self, "_backward_pre", [])

    def __setattr__(self, name, value):
        if isinstance(value, Parameter):
            if "_parameters" not in self.__dict__:
                fault(AttributeError, "cannot assign parameters before Module.__init__() call")
            self.__dict__.pop(name, None)
            self._parameters[name] = value
        elif isinstance(value, Module):
            if "_modules" not in self.__dict__:
                fault(AttributeError, "cannot assign module before Module.__init__() call")
            self._modules[name] = value
        elif "_parameters" in self.__dict__ and name in self._parameters:
            if value is not None:
                fault(
                    TypeError,
                    f"cannot assign '{typename(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)",
                )
            self._parameters[name] = None
        elif name in self.__dict__.get("_modules", ()):
            if value is not None:
                text = f"cannot assign '{typename(value)}' as child module '{name}' "
                fault(TypeError, text + "(torch.nn.Module or None expected)")
            refuse("a module in place of which None is put")
        elif "_buffers" in self.__dict__ and name in self._buffers:
            self._buffers[name] = value
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name):
        d = self.__dict__
        for kind in ("_parameters", "_buffers", "_modules"):
            if kind in d and name in d[kind]:
                return d[kind][name]
        if name in HOOKS:
            return Listed({HookKey(): fn for fn in d[HOOKS[name]]})
        if (name in MODULE and name not in OF_LINEAR) or name in INNER:
            refuse("Module." + name)
        fault(AttributeError, f"'{type(self).__name__}' object has no attribute '{name}'")
        return None

    def register_parameter(self, name, p):
        self._parameters[name] = p

    def register_buffer(self, name, tensor, persistent=True):
        self._buffers[name] = tensor
        if not persistent:
            self._unsaved.add(name)

    def add_module(self, name, m):
        self._modules[name] = m

    def __call__(self, *a, **k):
        for each in calls:
            each.enter(self, sys._getframe())
        try:
            return self._called(*a, **k)
        finally:
            for each in calls:
                each.leave()

    def _called(self, *a, **k):
        for h in list(self._pre):
            r = h(self, a)
            if r is not None:
                a = r if isinstance(r, tuple) else (r,)
        watched = Watched(self) if self._backward or self._backward_pre else None
        out = self.forward(*(watched.entered(a) if watched else a), **k)
        for h in list(self._post):
            r = h(self, a, out)
            if r is not None:
                out = r
        return watched.left(out) if watched else out

    def forward(self, *a):
        fault(
            NotImplementedError,
            f'Module [{type(self).__name__}] is missing the required "forward" function',
        )

    def register_forward_hook(self, fn):
        return RemovableHandle(self._post, fn)

    def register_forward_pre_hook(self, fn):
        return RemovableHandle(self._pre, fn)

    def register_full_backward_hook(self, hook):
        return RemovableHandle(self._backward, hook)

    def register_full_backward_pre_hook(self, hook):
        return RemovableHandle(self._backward_pre, hook)

    def named_parameters(self, prefix="", recurse=True):
        seen = set()
        for m_name, m in self.named_modules(prefix) if recurse else [(prefix, self)]:
            for n, p in m._parameters.items():
                if p is not None and id(p) not in seen:
                    seen.add(id(p))
                    yield (m_name + "." if m_name else "") + n, p

    def parameters(self, recurse=True):
        for _, p in self.named_parameters(recurse=recurse):
            yield p

    def named_buffers(self, prefix=""):
        for m_name, m in self.named_modules(prefix):
            for n, p in m._buffers.items():
                if p is not None:
                    yield (m_name + "." if m_name else "") + n, p

    def buffers(self):
        for _, b in self.named_buffers():
            yield b

    def named_modules(self, prefix="", memo=None):
        memo = set() if memo is None else memo
        if id(self) in memo:
            return
        memo.add(id(self))
        yield prefix, self
        for n, m in self._modules.items():
            if m is not None:
                yield from m.named_modules(prefix + ("." if prefix else "") + n, memo)

    def modules(self):
        for _, m in self.named_modules():
            yield m

    def children(self):
        return iter(list({id(m): m for m in self._modules.values()}.values()))

    def named_children(self):
        return iter(list(self._modules.items()))

    def train(self, mode=True):
        object.__setattr__(self, "training", mode)
        for m in self.children():
            m.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, flag=True):
        for p in self.parameters():
            p.requires_grad_(flag)
        return self

    def zero_grad(self, set_to_none=True):
        for p in self.parameters():
            if p._g is not None:
                if set_to_none:
                    p.grad = None
                else:
                    p._g.zero_()

    def to(self, *a, **k):
        if any(isinstance(each, Tensor) for each in (*a, *k.values())):
            refuse("Module.to with a tensor")
        for m in self.modules():
            for p in m._parameters.values():
                if p is not None:
                    p._become(_moved(p, a, k))
                    if p._g is not None:
                        p._g._become(_moved(p._g, a, k))
            for name, b in m._buffers.items():
                m._buffers[name] = b if b is None else _moved(b, a, k)
        return self

    def double(self):
        return self.to(float64)

    def half(self):
        return self.to(float16)

    def bfloat16(self):
        return self.to(bfloat16)

    def float(self):
        return self.to(float32)

    def apply(self, fn):
        for m in self.children():
            m.apply(fn)
        fn(self)
        return self

    def extra_repr(self):
        return ""

    def _get_name(self):
        return type(self).__name__

    def __repr__(self):
        lines = []
        for n, m in self._modules.items():
            s = repr(m).split("\n")
            lines.append("({}): {}".format(n, "\n".join([s[0]] + ["  " + r for r in s[1:]])))
        extra = self.extra_repr()
        head = self._get_name() + "("
        if not lines and "\n" not in extra:
            return head + extra + ")"
        lines = (extra.split("\n") if extra else []) + lines
        return head + "\n  " + "\n  ".join(lines) + "\n)"
