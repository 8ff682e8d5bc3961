"""What the graph says of its steps: torch's messages, and what is known of each by name."""

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
    "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
    "saved tensors after calling backward."
)


def short_name(name):
    """`Exp` of `ExpBackward0` and `Pow1` of `PowBackward1`, as messages say it."""
    before, found, number = name.rpartition("Backward")
    return before + number.lstrip("0") if found and not number.strip("0123456789") else name


CHANGED = (
    "one of the variables needed for gradient computation has been modified by an inplace operation: [%s %s]%s is at "
    "version %d; expected version %d instead. "
)


def changed(tensor, step, versions):
    """What torch says of a saved tensor that was edited; `step` is the output of what made it."""
    title = tensor.dtype.title
    of_cpu = title.startswith(("BFloat", "Complex"))
    kind = f"CPU{title}Type" if of_cpu else f"torch.{title}Tensor"
    made = f", which is output {step}," if step else ""
    return CHANGED % (kind, list(tensor.shape), made, *versions)


HINTS = (
    "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True, check_nan=False).",
    "Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in "
    "question was changed in there or anywhere later. Good luck!",
)


SAVED_INFERENCE = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode "
    "in computation tracked by autograd. To work around this, you can make a clone to get a normal tensor "
    "and use it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
)


ANOMALY = (
    "Error detected in %s. Traceback of forward call that caused the error:\n%s (Triggered "
    "internally at /__w/pytorch/pytorch/torch/csrc/autograd/python_anomaly_mode.cpp:122.)"
)
NO_FORWARD = (
    "Error detected in %s. No forward pass information available. Enable detect anomaly during "
    "forward pass for more information. (Triggered internally at "
    "/__w/pytorch/pytorch/torch/csrc/autograd/python_anomaly_mode.cpp:100.)"
)
LEAF_IN_GRAD = (
    "A leaf node was passed to _will_engine_execute_node but we are currently running "
    "autograd.grad(). This is currently not supported."
)


# Steps back that are products, through which a gradient that is known to be zero stays so.
PRODUCTS = frozenset(
    f"{name}Backward0"
    for name in (
        *("Mul", "Div", "Pow", "Log", "Log2", "Log10", "Log1P", "Exp", "Exp2", "Expm1", "Sin"),
        *("Cos", "Tan", "Sinh", "Cosh", "Asin", "Acos", "Atan", "Sqrt", "Rsqrt", "Abs"),
    )
)
# Steps that torch has written by hand: their names say where.
IN_FULL = ("AccumulateGrad", "NotImplemented", "Error", "CopySlices", "CopyBackwards")
# Steps back that compute with such a gradient as with any other.
BY_NUMBERS = frozenset(
    f"{name}Backward{k}"
    for name in (
        *("Add", "Sub", "Rsub", "Neg", "Reciprocal", "Tanh", "Sigmoid", "Relu", "Slice", "Select"),
    )
    for k in "01"
)


# Steps that keep other tensors than those of torch.
ROUGHLY = frozenset(
    name + "Backward0"
    for name in [
        "Index",
        "LayerNorm",
        "NativeLayerNorm",
        "Sort",
        "Topk",
        "Median",
        "LogSigmoid",
        "MaxPool2DWithIndices",
        "Det",
        "LinalgDet",
        "LinalgSolveEx",
        "Nansum",
        "ScatterAdd",
        "IndexAdd",
        "Scatter",
        "IndexFill",
        "Sgn",
        "LinalgSlogdet",
        "ScaledDotProductFlashAttentionForCpu",
    ]
)


# Steps whose way back is right for complex numbers too.
STEPS = [
    "Abs",
    "Add",
    "Angle",
    "AsStrided",
    "Clone",
    "Complex",
    "Conj",
    "Cos",
    "Cosh",
    "Div",
    "Exp",
    "Expand",
    "FftC2C",
    "FftR2C",
    "Log",
    "Mean",
    "Mul",
    "Neg",
    "Permute",
    "Pow",
    "Reciprocal",
    "ReshapeAlias",
    "Rsub",
    "Select",
    "Sgn",
    "Sin",
    "Sinh",
    "Slice",
    "Sqrt",
    "Squeeze",
    "Sub",
    "Sum",
    "T",
    "Tan",
    "Tanh",
    "ToCopy",
    "Transpose",
    "UnsafeView",
    "Unsqueeze",
    "View",
    "ViewAsComplex",
    "ViewAsReal",
]
COMPLEX = frozenset(f"{name}Backward{k}" for name in STEPS for k in (0, 1)) | {
    "CopySlices",
    "UndefinedGradBackward",
}
