r"""Lab: the gradient of a real loss of a complex number, by two nudges.

Level: deep. Minutes: 12.
Other numbers: at = torch.tensor(-1 + 2.5j, dtype=torch.complex128)
"""
# %% start
import torch


def loss(z):
    return (z - (1 + 1j)).abs() ** 2


at = torch.tensor(2 + 3j, dtype=torch.complex128)

# By nudges of 1e-4 to both sides:
# along_real: the slope of the loss when the real part of `at` moves;
# along_imaginary: the slope when its imaginary part moves;
# by_hand: the complex number that z.grad would be.
# TODO: along_real = ..., along_imaginary = ..., by_hand = ...

# %% solution
h = 1e-4
along_real = (loss(at + h) - loss(at - h)) / (2 * h)
along_imaginary = (loss(at + 1j * h) - loss(at - 1j * h)) / (2 * h)
by_hand = torch.complex(along_real, along_imaginary)
print(by_hand)

# %% check
made = globals()


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


as_started = {"loss": callable(loss), "at": isinstance(at, torch.Tensor) and at.is_complex()}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "along_real" in made, "There is no `along_real` yet: nudge the real part."
assert "along_imaginary" in made, "There is no `along_imaginary` yet: nudge by 1j times h."
by_real = like(at, along_real, "`along_real`").item()
by_imaginary = like(at, along_imaginary, "`along_imaginary`").item()
real, imaginary = 2 * (at.real.item() - 1), 2 * (at.imag.item() - 1)
assert abs(by_real - real) < 1e-3, (
    f"Along the real part the slope is 2 ({at.real:g} - 1), not {by_real}."
)
assert abs(by_imaginary + imaginary * 1j) > 1e-3, (
    "The nudge was i times h, and so is the divisor: divide by the length h of the nudge."
)
assert abs(by_imaginary - imaginary) < 1e-3, (
    f"Along the imaginary part the slope is 2 ({at.imag:g} - 1), not {by_imaginary}."
)
assert "by_hand" in made, "There is no `by_hand` yet: put both slopes into one complex number."
z = at.clone().requires_grad_()
loss(z).backward()
typed = like(at, by_hand, "`by_hand`").item()
assert abs(typed - z.grad.conj().item()) > 1e-3, (
    "That is the conjugate: torch puts a plus between the two slopes."
)
assert abs(typed - z.grad.item()) < 1e-3, f"z.grad is {z.grad.item()}."
print("All checks passed.")
