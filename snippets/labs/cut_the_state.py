r"""Lab: carry a state from round to round without carrying its record.

Level: deep. Minutes: 20.
Other numbers: inputs = [2.0, 0.5, 1.0]
"""
# %% start
import torch

w = torch.tensor(0.5, requires_grad=True)
inputs = [1.0, 2.0, 3.0]
start = torch.tensor(1.0)

# In each round the state becomes tanh(w * state + input), and its slope is wanted at once:
#     state = start
#     for number in inputs:
#         state = torch.tanh(w * state + number)
#         state.backward()
# The second round raises. Let each round's walk end at the state it began with.
# Collect the slope along w of each round in a list of three floats.
# Empty w.grad after each round.
# TODO: slopes = [...]

# %% solution
slopes = []
state = start
for number in inputs:
    state = torch.tanh(w * state.detach() + number)
    state.backward()
    slopes.append(w.grad.item())
    w.grad = None
print([round(slope, 4) for slope in slopes])

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


as_started = {"inputs": isinstance(inputs, list) and len(inputs) == 3}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "slopes" in made, "There is no `slopes` yet: write the loop."
value, cut, whole = 1.0, [], []
for given in inputs:
    after = torch.tanh(torch.tensor(0.5 * value + given)).item()
    cut.append((1 - after**2) * value)
    whole.append((1 - after**2) * (value + 0.5 * (whole[-1] if whole else 0.0)))
    value = after
found = like(torch.tensor(cut), slopes, "`slopes`")
assert not torch.allclose(found, torch.tensor(cut).cumsum(0)), (
    "Each slope has those of the earlier rounds in it: empty w.grad after each round."
)
assert not torch.allclose(found, torch.tensor(whole), atol=1e-5), (
    "The walks went through earlier rounds too, which retain_graph keeps alive: "
    "detach the state instead."
)
assert not torch.allclose(found, torch.zeros(3)), (
    "All slopes are 0: the state should come from the round before, without its record."
)
assert torch.allclose(found, torch.tensor(cut), atol=1e-4), (
    f"The slopes should be {[round(c, 4) for c in cut]}, from an empty w.grad on: "
    "run the start again, then your code."
)
print("All checks passed.")
