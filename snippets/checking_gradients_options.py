r"""gradcheck's options: which fault each of them finds."""
# %% faults
import torch
from torch.autograd import Function, gradcheck, gradgradcheck


class Square(Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return x * x

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
        ctx.save_for_forward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x * gradient

    @staticmethod
    def jvp(ctx, tangent):
        (x,) = ctx.saved_tensors
        return 2 * x * tangent


class Wrong(Square):
    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return x * gradient


class Constant(Square):
    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x.detach() * gradient


class Wavering(Square):
    noise = 1e-9

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        Wavering.noise = -Wavering.noise
        return (2 * x + Wavering.noise) * gradient


class Branching(Square):
    generate_vmap_rule = False

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x * gradient if gradient.abs().max().item() else gradient


class Forward(Square):
    @staticmethod
    def jvp(ctx, tangent):
        (x,) = ctx.saved_tensors
        return x * tangent


# %% options
x = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
checks = {
    "as it is": {},
    "fast_mode": {"fast_mode": True},
    "nondet_tol=1e-8": {"nondet_tol": 1e-8},
    "check_batched_grad": {"check_batched_grad": True},
    "check_forward_ad": {"check_forward_ad": True},
}
functions = (Square, Wrong, Constant, Wavering, Branching, Forward)


def content(check, function, **options):
    return check(function.apply, x, raise_exception=False, **options)


table = {
    name: [content(gradcheck, function, **options) for function in functions]
    for name, options in checks.items()
}
table["gradgradcheck"] = [content(gradgradcheck, function) for function in functions]
print(" " * 20, *(f"{function.__name__:10}" for function in functions))
for name, row in table.items():
    print(f"{name:20}", *(f"{'content' if good else 'refuses':10}" for good in row))

# %% eps
near = torch.tensor([1e-7], dtype=torch.float64, requires_grad=True)
reach = {
    eps: gradcheck(torch.relu, near, eps=eps, raise_exception=False) for eps in (1e-6, 1e-8)
}
print(reach)
