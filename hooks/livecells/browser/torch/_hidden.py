"""Steps whose gradients' own graph is not known to be torch's: they compute, and tell nothing.

Torch has a step of its own for the way back of many an operation, or another order of steps than
here. The numbers are the same; names, and what is behind them, are refused.
"""

from ._types import refuse

WHAT = "how the graph of this gradient looks"


class _Nameless(type):
    """The class of such a step has no name that it would tell."""

    def __getattribute__(cls, name):
        if name in ("__name__", "__qualname__"):
            refuse(WHAT)
        return super().__getattribute__(name)

    def __repr__(cls):
        refuse(WHAT)


def _nothing(self, *_):
    refuse(WHAT)


_TOLD = ("name", "__dir__", "__repr__", "__getattr__", "_sequence_nr", "register_prehook")
_classes = {}


def is_hidden(node):
    return isinstance(type(node), _Nameless)


def hidden_class(cls):
    """A class of steps that does all that another does, and tells nothing."""
    if isinstance(cls, _Nameless):
        return cls
    if cls not in _classes:
        told = dict.fromkeys(_TOLD, _nothing) | {"next_functions": property(_nothing)}
        _classes[cls] = _Nameless("Hidden", (cls,), {"__module__": "builtins", **told})
    return _classes[cls]


def hide(node):
    node.__class__ = hidden_class(type(node))


def nameless(t):
    """A result whose steps are not torch's, though its numbers are."""
    if t._gf is not None:
        hide(t._gf)
    return t


def hide_behind(node):
    """Keep the name of a step; what it is made of stands in an order that is not known."""
    if not is_hidden(node):
        cls = type(node)
        node.__class__ = type(cls.__name__, (cls,), {"next_functions": property(_nothing)})


_ALIKE = """
Abs Acos Acosh Add AddBackward1 Addcdiv Addcmul Addmm Alias Amax Amin Aminmax Angle AsStrided Asin
Asinh Atan Bernoulli BinaryCrossEntropy BinaryCrossEntropyWithLogits Bmm Cat Ceil Celu Clamp
ClampBackward1 ClampMax ClampMin Clone Conj ConstantPadNd Copysign Cos Cosh Cummax Cummin Cumprod
Cumsum DiagEmbed Diagonal DiagonalBackward0_copy Dist Div DivBackward1 DivBackward2 Dot Elu Erf
Erfc Erfinv Exp2 Exp Expand Expm1 FftC2C Flip Floor Fmax Fmin Fmod Frac Gather Gelu Hardshrink
Hardsigmoid Hardswish Hardtanh HuberLoss Hypot I0 Index IndexSelect Kthvalue LeakyRelu Lerp
LerpBackward1 Lgamma LinalgCross LinalgVectorNorm Log10 Log1P Log2 Log LogSigmoid LogSoftmax
Logaddexp Logit Logsumexp MaskedFill MaskedFillBackward1 MaskedScatter MaskedSelect Max
MaxBackward1 Maximum Mean MeanBackward1 Median MedianBackward1 Min MinBackward1 Minimum Mm Mode
MseLoss Mul MulBackward1 MultiMarginLoss MultilabelMarginLoss Mv NanToNum Nanmedian Neg NegView
NllLoss NormBackward1 Permute Pow PowBackward1 PowBackward2 Prod ProdBackward1 Reciprocal Relu
Remainder RemainderBackward1 ReshapeAlias Roll Round RoundBackward1 RreluWithNoise Rsqrt
RsubBackward1 SafeSoftmax ScatterAdd Select SelectBackward Sgn Sigmoid SigmoidBackward Sign Silu
Sin Sinc Sinh Slice SliceBackward SmoothL1Loss Softmax Softplus Softshrink Sort SpecialEntr
SpecialI0E Split SplitWithSizes Sqrt Squeeze SqueezeBackward1 SqueezeBackward2 SqueezeBackward4
Stack Std Sub SubBackward1 Sum SumBackward1 T Take Tan Tanh TanhBackward Threshold
ThresholdBackward ToCopy Topk Transpose Tril Triu Trunc Unbind Unfold UnsafeSplit UnsafeView
Unsqueeze Var ViewAsComplex ViewAsReal View Where
"""
# Steps whose way back records what torch's does, name for name, down to what it is made of;
# those of another number than 0 have their whole names.
ALIKE = frozenset(
    name if name[-1].isdigit() and "Backward" in name else f"{name}Backward0"
    for name in _ALIKE.split()
)
