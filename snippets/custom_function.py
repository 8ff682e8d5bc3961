r"""A Function of your own: right in first and second order, and no leaks."""
# %% cube
import gc
import weakref

import torch
from torch.autograd import Function, gradcheck, gradgradcheck
from torch.autograd.function import once_differentiable


class Cube(Function):
    @staticmethod
    def forward(x):
        return x**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        (x,) = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient


x = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
y = Cube.apply(x)
y.sum().backward()
print(x.grad)
print(gradcheck(Cube.apply, x), gradgradcheck(Cube.apply, x))

# %% believed
class Wrong(Cube):
    @staticmethod
    def backward(ctx, gradient):
        return 2 * gradient


(believed,) = torch.autograd.grad(Wrong.apply(x).sum(), x)
print(believed)

# %% kept-square
class KeptSquare(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.square = x * x
        return x * ctx.square

    @staticmethod
    def backward(ctx, gradient):
        return 3 * ctx.square * gradient


print("first order:", gradcheck(KeptSquare.apply, x))

# %% second-order
def second_slope(function):
    """The second derivative of the square of a function, at x."""
    (first,) = torch.autograd.grad((function(x) ** 2).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    return second


with_saved, with_kept = second_slope(Cube.apply), second_slope(KeptSquare.apply)
print("saved x:      ", with_saved.tolist())
print("x*x kept:     ", with_kept.tolist())
print("true, 30 x**4:", (30 * x.detach() ** 4).tolist())

# %% once
class OnceCube(Cube):
    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient


(once,) = torch.autograd.grad((OnceCube.apply(x) ** 2).sum(), x, create_graph=True)
print(once.detach(), once.grad_fn.name())

# %% recording
noticed = {}


class Look(Function):
    @staticmethod
    def forward(ctx, x):
        noticed["forward"] = torch.is_grad_enabled()
        return 2 * x

    @staticmethod
    def backward(ctx, gradient):
        noticed["backward"] = torch.is_grad_enabled()
        return 2 * gradient


Look.apply(x).sum().backward()
print("backward():       ", noticed)
torch.autograd.grad(Look.apply(x).sum(), x, create_graph=True)
print("create_graph=True:", noticed)

# %% transforms
class AnyCube(Cube):
    generate_vmap_rule = True

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
        ctx.save_for_forward(*inputs)

    @staticmethod
    def jvp(ctx, tangent):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * tangent


plain = x.detach()
each_row = torch.func.vmap(torch.func.grad(AnyCube.apply))(plain)
_, pushed = torch.func.jvp(AnyCube.apply, (plain,), (torch.ones_like(plain),))
print(each_row, pushed)

# %% needs
told = {}


class Scale(Function):
    @staticmethod
    def forward(a, b, factor):
        return factor * a * b, a + b

    @staticmethod
    def setup_context(ctx, inputs, output):
        a, b, ctx.factor = inputs
        ctx.save_for_backward(a, b)

    @staticmethod
    def backward(ctx, of_product, of_sum):
        told.update(needs=ctx.needs_input_grad, unused=of_sum)
        a, b = ctx.saved_tensors
        of_a = of_b = None
        if ctx.needs_input_grad[0]:
            of_a = ctx.factor * b * of_product + of_sum
        if ctx.needs_input_grad[1]:
            of_b = ctx.factor * a * of_product + of_sum
        return of_a, of_b, None


a = torch.tensor([2.0], requires_grad=True)
product, _ = Scale.apply(a, torch.tensor([3.0]), 4)
product.sum().backward()
print(told, a.grad)

# %% dirty
class AddOne(Function):
    @staticmethod
    def forward(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx, gradient):
        return gradient


leaf = torch.tensor([1.0, 2.0], requires_grad=True)
doubled = 2 * leaf
same = AddOne.apply(doubled)
same.sum().backward()
print(same is doubled, same.grad_fn.name(), leaf.grad)

# %% leaks
contexts = []


class Keeps(Function):
    @staticmethod
    def forward(ctx, x, saved):
        result = x.exp()
        contexts.append(weakref.ref(ctx))
        if saved:
            ctx.save_for_backward(result)
        else:
            ctx.result = result
        return result

    @staticmethod
    def backward(ctx, gradient):
        return gradient, None


def alive(saved):
    contexts.clear()
    for _ in range(3):
        Keeps.apply(leaf, saved)
    return sum(context() is not None for context in contexts)


gc.disable()
left = {"ctx.result = ...": alive(saved=False), "save_for_backward": alive(saved=True)}
gc.enable()
print(left)

# %% recipe
class Clipped(Function):
    """The identity, with a gradient of at most `limit` in size."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x, limit):
        return x.clone()

    @staticmethod
    def setup_context(ctx, inputs, output):
        _, ctx.limit = inputs

    @staticmethod
    def backward(ctx, gradient):
        return gradient.clamp(-ctx.limit, ctx.limit), None


r = torch.tensor([1.0, 2.0], requires_grad=True)
(torch.tensor([0.5, 100.0]) * Clipped.apply(r, 1.0)).sum().backward()
print(r.grad)

# %% module-backward
class Reversed(torch.nn.Module):
    def forward(self, x):
        return x * 1

    def backward(self, gradient):
        return -gradient


m = torch.tensor([1.0, 2.0], requires_grad=True)
Reversed()(m).sum().backward()
print(m.grad)
