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
assert "count_above" in made, "There is no `count_above` yet: write the function."
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
at_bar = count_above(level.detach().reshape(1), level.detach(), 5.0)
assert torch.allclose(at_bar, torch.tensor(0.5)), "A score at the bar should count one half."
sharp = count_above(probe, level, 1000.0)
assert torch.allclose(sharp, torch.tensor(2.0), atol=1e-3), (
    f"With a steepness of 1000 the count should be 2, not {sharp.item():.3f}."
)
assert abs(result - 2) > 1e-2, "With a steepness of 5 the change should still be soft."
print("All checks passed.")
