r"""Lab: count what lies above a bar, so that the bar can learn.

Level: more. Minutes: 12.
Other numbers: scores = torch.tensor([0.1, 0.6, 0.8, 0.3])
"""
# %% start
import torch

scores = torch.tensor([0.2, 0.9, 0.4, 0.7])
bar = torch.tensor(0.5, requires_grad=True)

# (scores > bar).sum() is 2, and the bar gets no gradient.
# Write count_above(scores, bar, steepness), a soft count:
# 1. each score counts nearly 1 far above the bar, 0.5 at the bar, nearly 0 far below it;
# 2. the greater the steepness, the sharper the change;
# 3. the bar gets a gradient, and raising it lowers the count.
# TODO: def count_above(scores, bar, steepness): ...

# %% solution
def count_above(scores, bar, steepness):
    return torch.sigmoid(steepness * (scores - bar)).sum()


count_above(scores, bar, 10.0).backward()
print(count_above(scores, bar, 10.0))
print(count_above(scores, bar, 1000.0))
print(bar.grad)

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


as_started = {"bar": getattr(bar, "shape", None) == ()}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(made.get("count_above")), "There is no `count_above` yet: write the function."
probe = torch.tensor([0.1, 0.6, 0.8])
level = torch.tensor(0.5, requires_grad=True)
result = count_above(probe, level, 5.0)
assert isinstance(result, torch.Tensor), "Return a tensor: a Python number has no record."
assert result.shape == (), f"Return one number for all scores, not the shape {tuple(result.shape)}."
assert result.requires_grad, "The count does not record: `>` leaves the record."
(slope,) = torch.autograd.grad(result, level, retain_graph=True, allow_unused=True)
assert slope is not None, "The record does not lead to the bar: was it detached?"
assert slope != 0, "The slope along the bar is 0: rounding or sign gives none."
assert slope < 0, "Raising the bar should lower the count: mind the sign of the difference."
at_bar = like(level, count_above(level.detach().reshape(1), level.detach(), 5.0), "The count")
assert torch.allclose(at_bar, torch.tensor(0.5)), "A score at the bar should count one half."
sharp = like(level, count_above(probe, level, 1000.0), "The count")
assert torch.allclose(sharp, torch.tensor(2.0), atol=2e-2), (
    f"With a steepness of 1000 the count should be nearly 2, not {sharp.item():.3f}."
)
assert abs(result - 2) > 1e-2, "With a steepness of 5 the change should still be soft."


def counted(numbers, bar, steepness):
    """What count_above gives, and the slope along the bar; its arguments stay as they are."""
    numbers = torch.tensor(numbers, dtype=torch.float64)
    at = torch.tensor(bar, dtype=torch.float64, requires_grad=True)
    before = numbers.clone()
    count = like(at, count_above(numbers, at, steepness), "The count")
    assert count.requires_grad, "The count does not record."
    assert torch.equal(numbers, before), "The scores were changed by the call."
    assert at.item() == bar, "The bar was changed by the call."
    return count.item(), torch.autograd.grad(count, at)[0].item()


for height in (0.5, -1.0, 3.0):
    assert abs(counted([height] * 3, height, 4.0)[0] - 1.5) < 1e-6, (
        f"Three scores at the bar {height:g} should count 1.5: one half each."
    )
    above, below = counted([height + 9.0], height, 4.0)[0], counted([height - 9.0], height, 4.0)[0]
    assert abs(above - 1) < 0.05, f"A score far above the bar {height:g} counts {above:.3f}, not 1."
    assert abs(below) < 0.05, f"A score far below the bar {height:g} counts {below:.3f}, not 0."
    numbers = [height + step / 10 for step in range(-8, 9)]
    single = [counted([number], height, 4.0)[0] for number in numbers]
    assert single == sorted(set(single)), (
        f"A higher score should count more than a lower one, on both sides of the bar {height:g}: "
        f"{[round(one, 3) for one in single]}."
    )
    count, slope = counted(numbers[3:], height, 4.0)
    assert abs(count - sum(single[3:])) < 1e-6, (
        f"{len(numbers[3:])} scores should count what they count one by one, added up."
    )
    h = 1e-5
    by_nudges = counted(numbers[3:], height + h, 4.0)[0] - counted(numbers[3:], height - h, 4.0)[0]
    assert abs(slope - by_nudges / (2 * h)) < 1e-4, (
        f"The bar gets the gradient {slope:.4f}, and two nudges of it say "
        f"{by_nudges / (2 * h):.4f}: is a part of the count detached?"
    )
    sharper = [counted([height + 0.05], height, float(2**power))[0] for power in (1, 2, 3, 4)]
    assert sharper == sorted(set(sharper)), (
        "Just above the bar a score should count more with each greater steepness: "
        f"{[round(one, 3) for one in sharper]} for 2, 4, 8 and 16."
    )
print("All checks passed.")
