"""Recurrent layers and their cells; they are loaded when they are named."""

import math

from .._graph import renamed
from .._join import cat, stack
from .._make import zeros
from .._mode import seen_roughly
from .._storage import warn
from .._tensor import Tensor
from .._types import _int, fault, float32, refuse
from . import functional, init
from ._module import Module, Parameter
from ._recurrent_steps import CELLS, layer, undrawn

GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "GRU": 3, "LSTM": 4}
ONLY_LSTM = "proj_size argument is only supported for LSTM, not RNN or GRU"
NONLINEARITY = "Unknown nonlinearity '%s'. Select from 'tanh' or 'relu'."
RATE = (
    "dropout should be a number in range [0, 1] representing the probability of an element being "
    "zeroed"
)
AFTER_ALL = (
    "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
    "num_layers greater than 1, but got dropout=%s and num_layers=%d"
)
TYPES = (
    "RNN input dtype (%s) does not match weight dtype (%s). Convert input: input.to(%s), or convert "
    "model: model.to(%s)"
)


def _above_zero(value, name):
    if not isinstance(value, _int):
        fault(TypeError, f"{name} should be of type int, got: {type(value).__name__}")
    if value <= 0:
        fault(ValueError, f"{name} must be greater than zero")


class RNNBase(Module):
    """Layers of one kind, one after the other, perhaps in both directions."""

    def __init__(
        self,
        mode,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        proj_size=0,
        device=None,
        dtype=None,
    ):
        super().__init__()
        if not 0 <= dropout <= 1 or isinstance(dropout, bool):
            fault(ValueError, RATE)
        if dropout > 0 and num_layers == 1:
            warn(AFTER_ALL % (dropout, num_layers))
        if not isinstance(bias, bool) or not isinstance(batch_first, bool) or proj_size:
            refuse(f"{type(self).__name__} with these settings")
        _above_zero(input_size, "input_size")
        _above_zero(hidden_size, "hidden_size")
        if num_layers <= 0:
            fault(ValueError, "num_layers must be greater than zero")
        self.mode, self.input_size, self.hidden_size = mode, input_size, hidden_size
        self.num_layers, self.bias, self.batch_first = num_layers, bias, batch_first
        self.dropout, self.bidirectional, self.proj_size = float(dropout), bidirectional, 0
        for name, sizes in self._sizes():
            setattr(self, name, Parameter(zeros(*sizes, dtype=dtype)))
        self.reset_parameters()

    def _ends(self):
        """How the names of the parameters end: a layer and a direction each."""
        ways = ("", "_reverse") if self.bidirectional else ("",)
        return [f"l{k}{way}" for k in range(self.num_layers) for way in ways]

    def _sizes(self):
        rows, width = GATES[self.mode] * self.hidden_size, self.hidden_size
        inner = width * (2 if self.bidirectional else 1)
        for end in self._ends():
            yield f"weight_ih_{end}", (rows, self.input_size if end[1] == "0" else inner)
            yield f"weight_hh_{end}", (rows, width)
            if self.bias:
                yield f"bias_ih_{end}", (rows,)
                yield f"bias_hh_{end}", (rows,)

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self):
        """Nothing: it is for other devices."""

    @property
    def all_weights(self):
        return [[w for w in self._weights(end) if w is not None] for end in self._ends()]

    def _weights(self, end):
        names = ("weight_ih_", "weight_hh_", "bias_ih_", "bias_hh_")
        return [self._parameters.get(name + end) for name in names]

    def extra_repr(self):
        said = f"{self.input_size}, {self.hidden_size}"
        usual = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0}
        for name, value in (usual | {"bidirectional": False}).items():
            if getattr(self, name) != value:
                said += f", {name}={getattr(self, name)}"
        return said

    def forward(self, input, hx=None):
        self._known(input)
        single = input.dim() == 2
        if single:
            input = input.unsqueeze(0 if self.batch_first else 1)
        states = self._states(input, hx, single)
        self._fit(input, states)
        out, last = self._run(input, states)
        if single:
            out = _named(out.squeeze(0 if self.batch_first else 1), "SqueezeBackward1")
            last = [_named(t.squeeze(1), "SqueezeBackward1") for t in last]
        return out, tuple(last) if self.mode == "LSTM" else last[0]

    def _known(self, input):
        kind = type(self).__name__
        if not isinstance(input, Tensor):
            refuse(f"{kind} of something else than a tensor")
        if input.dim() not in (2, 3):
            said = "D tensor" if kind == "RNN" else "D"
            text = f"{kind}: Expected input to be 2D or 3D, got {input.dim()}{said} instead"
            fault(ValueError, text)

    def _states(self, input, hx, single):
        """The state before the first step: given, or zeros."""
        if hx is None:
            count = self.num_layers * (2 if self.bidirectional else 1)
            rows = input.shape[0 if self.batch_first else 1]
            made = zeros(count, rows, self.hidden_size, dtype=input.dtype)
            return [made, made] if self.mode == "LSTM" else [made]
        given = list(hx) if self.mode == "LSTM" else [hx]
        if len(given) != (2 if self.mode == "LSTM" else 1) or not isinstance(given[0], Tensor):
            refuse(f"such a state of {type(self).__name__}")
        if any(t.dim() != (2 if single else 3) for t in given):
            self._wrong_state(given, single)
        return [t.unsqueeze(1) for t in given] if single else given

    def _wrong_state(self, given, single):
        if self.mode == "LSTM":
            refuse("such a state of an LSTM")
        kind = "unbatched 2-D" if single else "batched 3-D"
        wanted = 2 if single else 3
        text = f"For {kind} input, hx should also be {wanted}-D but got {given[0].dim()}-D tensor"
        fault(RuntimeError, text)

    def _fit(self, input, states):
        ours = self._weights("l0")[0].dtype
        if input.dtype is not ours:
            fault(ValueError, TYPES % (input.dtype, ours, ours, input.dtype))
        if input.shape[-1] != self.input_size:
            text = "input.size(-1) must be equal to input_size. Expected %d, got %d"
            fault(RuntimeError, text % (self.input_size, input.shape[-1]))
        count = self.num_layers * (2 if self.bidirectional else 1)
        rows = input.shape[0 if self.batch_first else 1]
        wanted = (count, rows, self.hidden_size)
        for k, t in enumerate(states):
            if tuple(t.shape) != wanted:
                name = f"hidden[{k}]" if self.mode == "LSTM" else "hidden"
                fault(RuntimeError, f"Expected {name} size {wanted}, got {list(t.shape)}")

    def _run(self, x, states):
        if self.batch_first:
            x = x.transpose(0, 1)
        rows = list(zip(*[t.unbind(0) for t in states], strict=True))
        ends, ways = self._ends(), 2 if self.bidirectional else 1
        last = []
        for k in range(self.num_layers):
            if k and self.training and self.dropout:
                x = functional.dropout(x, self.dropout)
            found = [
                layer(self.mode, x, rows[n], self._weights(ends[n]), n % 2 and ways == 2)
                for n in range(k * ways, (k + 1) * ways)
            ]
            x = found[0][0] if ways == 1 else cat([out for out, _ in found], -1)
            last += [state for _, state in found]
        return self._turned(x), [stack(list(each), 0) for each in zip(*last, strict=True)]

    def _turned(self, out):
        if not self.batch_first:
            return out
        in_one = self.mode == "LSTM" and out.dtype is float32
        return _named(out.transpose(0, 1), "TransposeBackward" + ("0" if in_one else "1"))


def _named(t, name):
    if t._gf is not None:
        t._gf = renamed(t._gf, name)
    return t


class RNN(RNNBase):
    def __init__(self, *args, **kwargs):
        if "proj_size" in kwargs:
            fault(ValueError, ONLY_LSTM)
        kind = args[3] if len(args) > 3 else kwargs.pop("nonlinearity", "tanh")
        if kind not in ("tanh", "relu"):
            fault(ValueError, NONLINEARITY % kind)
        super().__init__(f"RNN_{kind.upper()}", *args[:3], *args[4:], **kwargs)
        self.nonlinearity = kind


class LSTM(RNNBase):
    def __init__(self, *args, **kwargs):
        super().__init__("LSTM", *args, **kwargs)


class GRU(RNNBase):
    def __init__(self, *args, **kwargs):
        if "proj_size" in kwargs:
            fault(ValueError, ONLY_LSTM)
        super().__init__("GRU", *args, **kwargs)


class _Cell(Module):
    mode = ""

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = GATES[self.mode] * hidden_size
        self.weight_ih = Parameter(zeros(rows, input_size, dtype=dtype))
        self.weight_hh = Parameter(zeros(rows, hidden_size, dtype=dtype))
        for name in ("bias_ih", "bias_hh"):
            made = Parameter(zeros(rows, dtype=dtype)) if bias else None
            self.register_parameter(name, made)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def extra_repr(self):
        said = f"{self.input_size}, {self.hidden_size}"
        return said if self.bias is True else f"{said}, bias={self.bias}"

    def forward(self, input, hx=None):
        undrawn()
        if self.mode != "GRU":
            seen_roughly("a step of a cell")
        kind, single = type(self).__name__, input.dim() == 1
        if input.dim() not in (1, 2):
            fault(ValueError, f"{kind}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        x = input.unsqueeze(0) if single else input
        if hx is None:
            hx = zeros(x.shape[0], self.hidden_size, dtype=x.dtype)
            state = (hx, hx) if self.mode == "LSTM" else (hx,)
        else:
            state = tuple(hx) if self.mode == "LSTM" else (hx,)
            state = tuple(t.unsqueeze(0) for t in state) if single else state
        self._fit(x, state)
        given = functional.linear(x, self.weight_ih, self.bias_ih)
        weights = [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh]
        made = CELLS[self.mode](given, state, weights)
        made = [t.squeeze(0) for t in made] if single else made
        return tuple(made) if self.mode == "LSTM" else made[0]

    def _fit(self, x, state):
        """Sizes that do not fit are left to torch: its words differ from check to check."""
        wanted = (x.shape[0], self.hidden_size)
        if x.shape[1] != self.input_size or any(tuple(t.shape) != wanted for t in state):
            refuse(f"{type(self).__name__} of these sizes")


class LSTMCell(_Cell):
    mode = "LSTM"


class GRUCell(_Cell):
    mode = "GRU"


class RNNCell(_Cell):
    def __init__(
        self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None
    ):
        if nonlinearity not in ("tanh", "relu"):
            refuse("this nonlinearity")
        object.__setattr__(self, "mode", f"RNN_{nonlinearity.upper()}")
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    def extra_repr(self):
        said = super().extra_repr()
        usual = self.nonlinearity == "tanh"
        return said if usual else f"{said}, nonlinearity={self.nonlinearity}"
