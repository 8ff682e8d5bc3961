"""A few layers."""

import itertools
import math

from .._device import device as device_class
from .._make import zeros
from .._sizes import _sizes
from .._types import fault, refuse
from . import functional, init
from ._module import Module, Parameter


class Linear(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        sizes = _sizes(((out_features, in_features),), "empty")
        if any(type(n) is not int for n in (out_features, in_features)):
            refuse("Linear with a number of features that is no int")
        if device is not None:
            device_class(device)
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(zeros(*sizes, dtype=dtype))
        if bias:
            self.bias = Parameter(zeros(out_features, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        init.kaiming_uniform_(self.weight, a=math.sqrt(5), _in_linear=True)
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input):
        return functional.linear(input, self.weight, self.bias)

    def extra_repr(self):
        return "in_features=%d, out_features=%d, bias=%s" % (
            self.in_features,
            self.out_features,
            self.bias is not None,
        )


class Numbered(Module):
    """Modules in an order, by their numbers."""

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(list(self._modules.values()))

    def append(self, module):
        self._whole([module])
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        self._whole(modules)
        for module in list(modules):
            self.append(module)
        return self

    def insert(self, index, module):
        self._whole([module])
        if type(index) is not int or not 0 <= index <= len(self):
            refuse("a place before the first module or behind the last one")
        self._put([*list(self)[:index], module, *list(self)[index:]])
        return self if isinstance(self, Sequential) else None

    def pop(self, key):
        each = list(self)
        taken = each.pop(place(key, len(each)))
        self._put(each)
        return taken

    def _whole(self, modules):
        """Other things than modules, and other names than numbers, are left to torch."""
        fine = isinstance(modules, (list, tuple, Numbered))
        if not fine or not all(isinstance(each, Module) for each in modules):
            refuse(f"{type(self).__name__} of something else than modules")
        if list(self._modules) != [str(k) for k in range(len(self))]:
            refuse("a list of modules with names of their own")

    def _put(self, modules):
        self._whole(modules)
        self._modules.clear()
        for k, module in enumerate(modules):
            self.add_module(str(k), module)


class Sequential(Numbered):
    def __init__(self, *layers):
        super().__init__()
        if len(layers) == 1 and isinstance(layers[0], dict):
            for n, m in layers[0].items():
                self.add_module(n, m)
        else:
            for i, m in enumerate(layers):
                if not isinstance(m, Module):
                    self._no_module(m)
                self.add_module(str(i), m)

    def _no_module(self, m):
        if isinstance(m, (int, float, str, list, dict)):
            fault(TypeError, f"{type(m).__name__} is not a Module subclass")
        refuse("Sequential of something else than modules")

    def forward(self, x):
        for m in self._modules.values():
            x = m(x)
        return x

    def __getitem__(self, k):
        ms = list(self._modules.values())
        return ms[place(k, len(ms))] if not isinstance(k, slice) else Sequential(*ms[k])


def place(k, n):
    """An index of a list of modules."""
    if isinstance(k, float):
        fault(TypeError, "'float' object cannot be interpreted as an integer")
    if not isinstance(k, int):
        refuse("a part of a list of modules")
    if not -n <= k < n:
        fault(IndexError, f"index {k} is out of range")
    return k


class ModuleList(Numbered):
    def __repr__(self):
        parts = [repr(m) for m in self._modules.values()]
        if any(a == b for a, b in itertools.pairwise(parts)):
            return self._folded(parts)
        return Module.__repr__(self)

    def _folded(self, parts):
        """Equal neighbours are told once."""
        lines, start = [], 0
        while start < len(parts):
            end = start
            while end + 1 < len(parts) and parts[end + 1] == parts[start]:
                end += 1
            text = parts[start].replace("\n", "\n  ")
            if end > start:
                lines.append(f"({start}-{end}): {end - start + 1} x {text}")
            else:
                lines.append(f"({start}): {text}")
            start = end + 1
        return "ModuleList(\n  " + "\n  ".join(lines) + "\n)"

    def __init__(self, modules=()):
        super().__init__()
        for i, m in enumerate(modules):
            self.add_module(str(i), m)

    def __getitem__(self, k):
        return list(self._modules.values())[place(k, len(self))]


def _activation(name, fn):
    def forward(self, x):
        return fn(x)

    return type(name, (Module,), {"forward": forward, "__module__": "torch.nn"})


class ReLU(Module):
    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        return input.relu_() if self.inplace else functional.relu(input)

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""


Tanh = _activation("Tanh", functional.tanh)


Sigmoid = _activation("Sigmoid", functional.sigmoid)


Identity = _activation("Identity", lambda x: x)


class Softmax(Module):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, x):
        return functional.softmax(x, self.dim)

    def extra_repr(self):
        return f"dim={self.dim}"


class LeakyReLU(Module):
    def __init__(self, negative_slope=0.01, inplace=False):
        super().__init__()
        if inplace:
            refuse("an activation in place")
        self.negative_slope = negative_slope

    def forward(self, x):
        return functional.leaky_relu(x, self.negative_slope)

    def extra_repr(self):
        return f"negative_slope={self.negative_slope}"


class Dropout(Module):
    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if p < 0 or p > 1:
            text = f"dropout probability has to be between 0 and 1, but got {p}"
            fault(ValueError, text)
        self.p, self.inplace = p, inplace

    def forward(self, x):
        return functional.dropout(x, self.p, self.training, self.inplace)

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"
