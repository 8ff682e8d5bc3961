"""The methods of a tensor, from the operations in these files."""

from . import _arithmetic as arithmetic
from . import (
    _compare,
    _complex,
    _copy,
    _edges,
    _edit,
    _extreme,
    _join,
    _lerp,
    _make,
    _matmul,
    _operators,
    _pick,
    _power,
    _products,
    _races,
    _random,
    _reduce,
    _scatter,
    _slices,
    _softmax,
    _solve,
    _sorting,
    _spread,
    _tests,
    _three,
    _uniform,
    _views,
)
from ._calls import given
from ._edited import augmented, edited
from ._lazily import BOTH as LATER
from ._lazily import later, loaded
from ._memory import untyped_storage
from ._own_methods import addcdiv_, addcmul_, backward_, bernoulli_, numpy
from ._remainder import fmod, remainder
from ._tensor import Tensor
from ._types import bfloat16, bool_, fault, float16, float32, float64, int32, int64
from ._unary import UNARY, unary

BOTH = {
    "add": arithmetic.add,
    "sub": arithmetic.sub,
    "subtract": arithmetic.sub,
    "mul": arithmetic.mul,
    "multiply": arithmetic.mul,
    "div": arithmetic.div,
    "true_divide": arithmetic.div,
    "divide": arithmetic.div,
    "floor_divide": arithmetic.floor_divide,
    "remainder": remainder,
    "pow": _power.pow_,
    "square": _power.square,
    "matmul": _products.matmul,
    "mm": _matmul.mm,
    "mv": _matmul.mv,
    "dot": _matmul.dot,
    "bmm": _matmul.bmm,
    "ger": _matmul.ger,
    "outer": _matmul.ger,
    "addmm": _matmul.addmm,
    "lt": _compare.lt,
    "le": _compare.le,
    "gt": _compare.gt,
    "ge": _compare.ge,
    "eq": _compare.eq,
    "ne": _compare.ne,
    "maximum": _compare.maximum,
    "minimum": _compare.minimum,
    "logaddexp": _compare.logaddexp,
    "clamp": _compare.clamp,
    "clip": _compare.clamp,
    "sum": _reduce.sum_,
    "mean": _reduce.mean,
    "nansum": _reduce.nansum,
    "prod": _reduce.prod,
    "var": _spread.var,
    "std": _spread.std,
    "norm": _reduce.norm,
    "max": _extreme.max_,
    "min": _extreme.min_,
    "any": _extreme.any_,
    "all": _extreme.all_,
    "argmax": _extreme.argmax,
    "argmin": _extreme.argmin,
    "amax": _extreme.amax,
    "cumsum": _softmax.cumsum,
    "softmax": _softmax.softmax,
    "log_softmax": _softmax.log_softmax,
    "logsumexp": _softmax.logsumexp,
    "conj": _complex.conj,
    "reshape": _views.reshape,
    "flatten": _views.flatten,
    "unsqueeze": _views.unsqueeze,
    "squeeze": _views.squeeze,
    "transpose": _views.transpose,
    "t": _views.t_,
    "permute": _views.permute,
    "unbind": _slices.unbind,
    "split": _slices.split,
    "chunk": _slices.chunk,
    "diagonal": _slices.diagonal,
    "narrow": _slices.narrow,
    "select": _slices.select,
    "flip": _join.flip,
    "masked_fill": _copy.masked_fill,
    "masked_select": _copy.masked_select,
    "clone": _copy.clone,
    "tril": _copy.tril,
    "triu": _copy.triu,
    "sort": _sorting.sort,
    "argsort": _sorting.argsort,
    "topk": _sorting.topk,
    "median": _sorting.median,
    "gather": _pick.gather,
    "index_select": _pick.index_select,
    "take": _pick.take,
    "roll": _pick.roll,
    "diag": _pick.diag,
    "trace": _pick.trace,
    "amin": _extreme.amin,
    "cumprod": _softmax.cumprod,
    "fmod": fmod,
    "addcmul": _three.addcmul,
    "addcdiv": _three.addcdiv,
    "clamp_min": _compare.clamp_min,
    "clamp_max": _compare.clamp_max,
    "atan2": _compare.atan2,
    "movedim": _views.movedim,
    "ravel": _views.ravel,
    "unflatten": _views.unflatten,
    "swapaxes": _views.transpose,
    "swapdims": _views.transpose,
    "broadcast_to": _views.broadcast_to,
    "tile": _join.tile,
    "logical_xor": _tests.logical_xor,
    "is_nonzero": Tensor.__bool__,
    "isnan": _tests.isnan,
    "isinf": _tests.isinf,
    "isfinite": _tests.isfinite,
    "isclose": _tests.isclose,
    "allclose": _tests.allclose,
    "equal": _tests.equal,
    "count_nonzero": _tests.count_nonzero,
    "nonzero": _tests.nonzero,
    "logical_and": _tests.logical_and,
    "logical_or": _tests.logical_or,
    "logical_not": _tests.logical_not,
    "lerp": _lerp.lerp,
    "is_complex": Tensor.is_complex,
    "is_floating_point": Tensor.is_floating_point,
    "numel": Tensor.numel,
    "hypot": _compare.hypot,
    "nan_to_num": _tests.nan_to_num,
    "fliplr": _join.fliplr,
    "flipud": _join.flipud,
    "repeat_interleave": _pick.repeat_interleave,
    "index_add": _scatter.index_add,
    "scatter": _scatter.scatter,
    "scatter_add": _scatter.scatter_add,
    "index_fill": _scatter.index_fill,
    "cross": _scatter.cross,
    "det": _solve.det,
    "inverse": _solve.inv,
    "slogdet": _solve.slogdet_of_torch,
    "angle": _complex.angle,
    "histc": _edges.histc,
    "heaviside": _edges.heaviside,
    "histogram": _edges.histogram,
    "xlogy": _edges.xlogy,
    "unique": _edges.unique,
    "bernoulli": _edges.bernoulli,
    "multinomial": _races.multinomial,
    "resolve_conj": _complex.resolve,
    "resolve_neg": _complex.resolve,
}
ONLY_METHODS = {
    "nelement": Tensor.numel,
    "view": _views.view,
    "view_as": _views.view_as,
    "unfold": _slices.unfold,
    "expand": _views.expand,
    "expand_as": _views.expand_as,
    "repeat": _join.repeat,
    "contiguous": _copy.contiguous,
    "to": _copy.to,
    "type_as": _copy.type_as,
    "sum_to_size": _copy.sum_to_size,
    "new_zeros": _make.new_zeros,
    "new_ones": _make.new_ones,
    "new_tensor": _make.new_tensor,
    "new_full": _make.new_full,
    "copy_": _edit.copy_,
    "fill_": _edit.fill_,
    "zero_": _edit.zero_,
    "narrow_": _slices.narrow_,
    "normal_": _random.drawn(_random.normal_),
    "exponential_": _random.drawn(_races.exponential_),
    "uniform_": _random.drawn(_uniform.uniform_),
    "float": lambda self: _copy.to(self, float32),
    "double": lambda self: _copy.to(self, float64),
    "half": lambda self: _copy.to(self, float16),
    "bfloat16": lambda self: _copy.to(self, bfloat16),
    "long": lambda self: _copy.to(self, int64),
    "int": lambda self: _copy.to(self, int32),
    "bool": lambda self: _copy.to(self, bool_),
    "where": lambda self, condition, other: _compare.where(condition, self, other),
    "bitwise_not": _operators.bitwise_not,
    "untyped_storage": untyped_storage,
}


ONLY_METHODS.update(
    backward=backward_,
    bernoulli_=bernoulli_,
    addcmul_=addcmul_,
    addcdiv_=addcdiv_,
    numpy=numpy,
    __array__=lambda self, dtype=None: numpy(self),
)


def _alone(fn, name):
    """A method of a tensor alone."""

    def f(self, *args, **more):
        if more:
            fault(TypeError, f"TensorBase.{name}() takes no keyword arguments")
        if args:
            fault(TypeError, f"TensorBase.{name}() takes no arguments ({len(args)} given)")
        return fn(self)

    return f


def _of(name):
    return lambda self: unary(name, self)


for _name, _fn in {**BOTH, **ONLY_METHODS}.items():
    setattr(Tensor, _name, given(_fn, _name))
for _name, _fn in later(LATER, __package__):
    setattr(Tensor, _name, _fn)
for _name in UNARY:
    setattr(Tensor, _name, _alone(_of(_name), _name))
    if _name not in ("asinh", "acosh", "atanh"):  # steps of other names, without a second slope
        setattr(Tensor, _name + "_", _alone(edited(_of(_name)), _name + "_"))
for _name in ("index_put", "index_copy"):
    setattr(Tensor, _name + "_", edited(getattr(Tensor, _name), _name))
Tensor.round = loaded("._corners", __package__, "round_")
Tensor.round_ = edited(Tensor.round)
for _name in (
    *("add", "sub", "mul", "div", "pow", "clamp", "masked_fill", "lerp", "remainder"),
    *("floor_divide", "clamp_min", "clamp_max"),
    *("scatter", "scatter_add", "index_add", "index_fill"),
):
    setattr(Tensor, _name + "_", given(edited(BOTH[_name], _name), _name + "_"))
for _name, _twin in (("absolute", "abs"), ("negative", "neg")):
    setattr(Tensor, _name, _alone(_of(_twin), _name))
Tensor.square_ = _alone(edited(BOTH["square"]), "square_")
for _name in [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "and",
    "or",
    "xor",
    "lshift",
    "rshift",
]:
    setattr(Tensor, f"__i{_name}__", augmented(_operators.OPERATORS[f"__{_name}__"]))
for _name, _get in (
    ("T", _views.T),
    ("mT", _views.mT),
    ("real", _complex.real),
    ("imag", _complex.imag),
):
    setattr(Tensor, _name, property(_get))
