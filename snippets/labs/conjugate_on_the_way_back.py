r"""Lab: the backward of a Function of your own, for complex numbers.

Level: deep. Minutes: 15.
Other numbers: z = torch.tensor([0.5 + 2j, 1 + 0j], dtype=torch.complex128, requires_grad=True)
"""
# %% start
import torch

z = torch.tensor([1 + 2j, -1 + 1j], dtype=torch.complex128, requires_grad=True)


# Its backward is right for real numbers, and wrong for complex ones.
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(t):
        return t**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (t,) = ctx.saved_tensors
        return gradient * 3 * t**2


# Write Mended, with a backward that is right for both.
# TODO: class Mended(torch.autograd.Function): ...

# %% solution
class Mended(torch.autograd.Function):
    @staticmethod
    def forward(t):
        return t**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (t,) = ctx.saved_tensors
        return gradient * (3 * t**2).conj()


Mended.apply(z).real.sum().backward()
print(z.grad)

# %% check
def like(right, value, name):
    """The numbers of `value` in the type of `right`, however they were typed."""
    try:
        found = torch.as_tensor(value, dtype=right.dtype)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be a tensor of numbers.") from None
    assert found.shape == right.shape, (
        f"{name} should have the shape {tuple(right.shape)}, not {tuple(found.shape)}."
    )
    return found


as_started = {"z": getattr(z, "shape", None) == (2,), "Cube": isinstance(Cube, type)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def walked(function, at, weights):
    at = at.detach().clone().requires_grad_()
    out = function(at)
    assert torch.is_tensor(out), "The result should be a tensor."
    assert out.requires_grad, "The result does not record."
    try:
        (found,) = torch.autograd.grad(out, at, weights, allow_unused=True)
    except RuntimeError as error:
        raise AssertionError(f"The walk back raised an error: {error}") from error
    assert found is not None, "No gradient arrives: backward should return one."
    return found


assert isinstance(globals().get("Mended"), type), "There is no `Mended` yet."
assert issubclass(Mended, torch.autograd.Function), "`Mended` is no torch.autograd.Function."
try:
    values = like(z.detach(), Mended.apply(z.detach()), "The result")
except (TypeError, RuntimeError) as error:
    raise AssertionError(f"Mended.apply(z) raised an error: {error}") from error
assert torch.allclose(values, z.detach() ** 3), "The values should be the cubes."
ones, turned = torch.ones_like(values), torch.full_like(values, 1 - 2j)
real = torch.tensor([2.0, -3.0], dtype=torch.float64)
found = walked(Mended.apply, real, torch.ones_like(real))
found = found.to(real.dtype)
assert torch.allclose(found, 3 * real**2), "For real numbers the slope should be 3 t squared."


def cubed(t):
    return t * t * t  # as torch walks back through it


for weights in (ones, turned):
    found, right = walked(Mended.apply, z, weights), walked(cubed, z, weights)
    assert not torch.allclose(found, walked(Cube.apply, z, weights)), (
        "That is the textbook derivative, as in Cube. Torch wants its conjugate."
    )
    turned_too = torch.allclose(found, walked(cubed, z, weights.conj()))
    assert torch.allclose(found, right) or not turned_too, (
        "The gradient that arrives was conjugated too: only the slope of this step is."
    )
    assert torch.allclose(found, right), (
        f"Where {weights.tolist()} arrives, {right.tolist()} should go on, not {found.tolist()}."
    )
leaves = [(w * z).detach().requires_grad_() for w in (0.5j, 2 - 1j)]
results = [Mended.apply(leaf) for leaf in leaves]  # both before any walk
for leaf, result in zip(leaves, results, strict=True):
    (found,) = torch.autograd.grad(result, leaf, torch.ones_like(leaf))
    assert torch.allclose(found, walked(cubed, leaf, torch.ones_like(leaf))), (
        "Of two calls one has a wrong gradient: each should save its own t, in ctx."
    )
assert torch.autograd.gradcheck(
    Mended.apply, z.detach().requires_grad_(), raise_exception=False
), "Mended does not agree with nudges."
print("All checks passed.")
