"""Layers that only call a function, normalisation, and containers by name."""

from .. import _activations as act
from .._make import empty
from .._modes import no_grad
from .._random import normal_
from .._types import fault, refuse
from . import functional
from ._module import Module, Parameter


class Flatten(Module):
    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input):
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self):
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Softplus(Module):
    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, input):
        return act.softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        return f"beta={self.beta}, threshold={self.threshold}"


class ELU(Module):
    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        if inplace:
            refuse("an activation in place")
        self.alpha = alpha

    def forward(self, input):
        return act.elu(input, self.alpha)

    def extra_repr(self):
        return f"alpha={self.alpha}"


class GELU(Module):
    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        return act.gelu(input, self.approximate)

    def extra_repr(self):
        return f"approximate={self.approximate!r}"


class SiLU(Module):
    def __init__(self, inplace=False):
        super().__init__()
        if inplace:
            refuse("an activation in place")

    def forward(self, input):
        return act.silu(input)


class LogSoftmax(Module):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return functional.log_softmax(input, self.dim)

    def extra_repr(self):
        return f"dim={self.dim}"


class LogSigmoid(Module):
    def forward(self, input):
        return act.logsigmoid(input)


class Softsign(Module):
    def forward(self, input):
        return act.softsign(input)


class Tanhshrink(Module):
    def forward(self, input):
        return act.tanhshrink(input)


class ReLU6(Module):
    def forward(self, input):
        return act.relu6(input)


class Softmin(Module):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return act.softmin(input, self.dim)

    def extra_repr(self):
        return f"dim={self.dim}"


OUTSIDE = "Padding_idx must be within num_embeddings"
OTHER_SHAPE = "Shape of weight does not match num_embeddings and embedding_dim"


class Embedding(Module):
    def __init__(
        self,
        num_embeddings,
        embedding_dim,
        padding_idx=None,
        max_norm=None,
        norm_type=2.0,
        scale_grad_by_freq=False,
        sparse=False,
        _weight=None,
        _freeze=False,
        device=None,
        dtype=None,
    ):
        super().__init__()
        if max_norm is not None or scale_grad_by_freq or sparse:
            refuse("Embedding with these settings")
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = padded(padding_idx, num_embeddings)
        if _weight is not None:
            if list(_weight.shape) != [num_embeddings, embedding_dim]:
                fault(AssertionError, OTHER_SHAPE)
            self.weight = Parameter(_weight, requires_grad=not _freeze)
            return
        made = empty((num_embeddings, embedding_dim), dtype=dtype)
        self.weight = Parameter(made, requires_grad=not _freeze)
        self.reset_parameters()

    def reset_parameters(self):
        with no_grad():
            normal_(self.weight)
            if self.padding_idx is not None:
                self.weight[self.padding_idx].fill_(0)

    @classmethod
    def from_pretrained(cls, embeddings, freeze=True, padding_idx=None, **others):
        if embeddings.dim() != 2:
            fault(AssertionError, "Embeddings parameter is expected to be 2-dimensional")
        given = {"padding_idx": padding_idx, "_weight": embeddings, "_freeze": freeze}
        return cls(*embeddings.shape, **given, **others)

    def forward(self, input):
        return functional.embedding(input, self.weight, self.padding_idx)

    def extra_repr(self):
        said = f"{self.num_embeddings}, {self.embedding_dim}"
        return said if self.padding_idx is None else f"{said}, padding_idx={self.padding_idx}"


def padded(place, count):
    """The row that gets no gradient, counted from the front."""
    if place is not None and not -count <= place < count:
        fault(AssertionError, OUTSIDE)
    return place + count if place is not None and place < 0 else place


class ModuleDict(Module):
    def __init__(self, modules=None):
        super().__init__()
        for name, m in (modules or {}).items():
            self.add_module(name, m)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def keys(self):
        return self._modules.keys()

    def items(self):
        return self._modules.items()

    def values(self):
        return self._modules.values()


class ParameterList(Module):
    def __init__(self, values=()):
        super().__init__()
        for i, value in enumerate(values):
            self.register_parameter(
                str(i), value if isinstance(value, Parameter) else Parameter(value)
            )

    def append(self, value):
        made = value if isinstance(value, Parameter) else Parameter(value)
        self.register_parameter(str(len(self._parameters)), made)
        return self

    def __getitem__(self, k):
        return list(self._parameters.values())[k]

    def __len__(self):
        return len(self._parameters)

    def __iter__(self):
        return iter(list(self._parameters.values()))

    def extra_repr(self):
        return "\n".join(
            f"  ({name}): Parameter containing: [{p.dtype} of size {'x'.join(map(str, p.shape))}]"
            for name, p in self._parameters.items()
        )
