"""Layers for images and rows: convolutions, pooling, layer normalization."""

import math

from .. import _convolution, _layer_norm, _pooling
from .._convolution import several
from .._make import ones, zeros
from .._types import _int, refuse
from . import init
from ._module import Module, Parameter


class _Convolution(Module):
    axes = 0

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        padding_mode="zeros",
    ):
        super().__init__()
        n = self.axes
        if isinstance(padding, str) or padding_mode != "zeros" or groups != 1:
            refuse("a convolution with these settings")
        if several(dilation, n) != (1,) * n or not isinstance(bias, bool):
            refuse("a convolution with these settings")
        if not all(isinstance(v, _int) and v > 0 for v in (in_channels, out_channels)):
            refuse("a convolution with these channels")
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = several(kernel_size, n), several(stride, n)
        self.padding, self.groups = several(padding, n), groups
        self.weight = Parameter(zeros(out_channels, in_channels, *self.kernel_size))
        if bias:
            self.bias = Parameter(zeros(out_channels))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan = self.in_channels * math.prod(self.kernel_size)
            bound = 1 / math.sqrt(fan)
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input):
        call = (_convolution.conv1d, _convolution.conv2d)[self.axes - 1]
        return call(input, self.weight, self.bias, self.stride, self.padding)

    def extra_repr(self):
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}"
        text += f", stride={self.stride}"
        if any(self.padding):
            text += f", padding={self.padding}"
        return text if self.bias is not None else text + ", bias=False"


class Conv1d(_Convolution):
    axes = 1


class Conv2d(_Convolution):
    axes = 2


class _Pool(Module):
    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self.kernel_size, self.padding = kernel_size, padding
        self.stride = kernel_size if stride is None else stride
        if padding not in (0, (0, 0), (0,)):
            refuse("pooling with a border")

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _MaxPool(_Pool):
    def extra_repr(self):
        return super().extra_repr() + ", dilation=1, ceil_mode=False"


class MaxPool2d(_MaxPool):
    def forward(self, input):
        return _pooling.max_pool2d(input, self.kernel_size, self.stride, self.padding)


class MaxPool1d(_MaxPool):
    def forward(self, input):
        return _pooling.max_pool1d(input, self.kernel_size, self.stride, self.padding)


class AvgPool2d(_Pool):
    def forward(self, input):
        return _pooling.avg_pool2d(input, self.kernel_size, self.stride, self.padding)


class AvgPool1d(_Pool):
    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__(kernel_size, stride, padding)
        self.kernel_size, self.stride = several(kernel_size, 1), several(self.stride, 1)
        self.padding = several(padding, 1)

    def forward(self, input):
        return _pooling.avg_pool1d(input, self.kernel_size, self.stride, self.padding)


class LayerNorm(Module):
    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True):
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, _int) else normalized_shape
        self.normalized_shape, self.eps = tuple(shape), eps
        if not all(type(n) is int for n in self.normalized_shape):
            refuse("LayerNorm of such a shape")
        self.elementwise_affine = elementwise_affine
        if elementwise_affine:
            self.weight = Parameter(ones(*self.normalized_shape))
        else:
            self.register_parameter("weight", None)
        if elementwise_affine and bias:
            self.bias = Parameter(zeros(*self.normalized_shape))
        else:
            self.register_parameter("bias", None)

    def forward(self, input):
        shape = self.normalized_shape
        return _layer_norm.layer_norm(input, shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        text = f"{self.normalized_shape}, eps={self.eps}"
        return f"{text}, elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
