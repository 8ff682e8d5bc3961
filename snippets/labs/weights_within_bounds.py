r"""Lab: weights that stay within their bounds, and can leave a bound again.

Level: more. Minutes: 10.
Other numbers: aims = torch.tensor([0.6, -3.0, 0.9])
"""
# %% start
import torch

w = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
aims = torch.tensor([0.4, 2.0, 0.8])


def loss(values):
    return ((values - aims) ** 2).sum() / 2


def stuck():
    return loss(torch.nn.functional.hardtanh(w, 0, 1))


# The weights belong between 0 and 1. Walking back from stuck() gives the slope 0
# at both bounds: the first and the last weight never move.
# Write step(): one step of gradient descent on `w` with the learning rate 0.5, by which
# each weight moves by its true slope, and none ends up outside its bounds.
# The check calls it several times.
# TODO: def step(): ...

# %% solution
def step():
    w.grad = None
    loss(w).backward()
    with torch.no_grad():
        w.sub_(0.5 * w.grad).clamp_(0, 1)


step()
print(w)

# %% check
AWAY = "`w` is a result now: run the start again, and edit it in place, where nothing is recorded."
as_started = {"w": getattr(w, "shape", None) == (3,), "aims": getattr(aims, "shape", None) == (3,)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def places(count, begin):
    """Where the weights should be after each step."""
    place, found = list(begin), []
    for _ in range(count):
        place = [p - 0.5 * (p - aim) for p, aim in zip(place, aims.tolist(), strict=True)]
        place = [min(max(p, 0.0), 1.0) for p in place]
        found.append(place)
    return found


def near(a, b):
    return all(abs(p - q) < 1e-5 for p, q in zip(a, b, strict=True))


def trial():
    """Three steps of `w`, from its beginning."""
    with torch.no_grad():
        w.copy_(torch.tensor(begin))
    w.grad, found = None, []
    for _ in range(3):
        assert w.is_leaf, AWAY
        step()
        found.append(w.tolist())
    return found


assert callable(globals().get("step")), "There is no `step` yet."
begin = [0.0, 0.5, 1.0]
gone, right = trial(), places(3, begin)
assert gone[0] != begin, "The weights have not moved."
assert gone[0][0] != 0, "The first weight is still at 0, though its slope leads inwards."
assert gone[0][2] != 1, "The last weight is still at 1, though its slope leads inwards."
for place in gone:
    assert all(0 <= p <= 1 for p in place), f"A weight is outside of its bounds: {place}."
assert w.is_leaf, AWAY
assert near(gone[0], right[0]), f"After one step they should be at {right[0]}, not {gone[0]}."
assert near(gone[1], right[1]), (
    f"After two steps they should be at {right[1]}, not {gone[1]}: do gradients add up?"
)
assert near(gone[2], right[2]), f"After three steps they should be at {right[2]}, not {gone[2]}."
aims.copy_(1 - aims)  # towards the other bound
gone, right, other = trial(), places(3, begin), aims.tolist()
aims.copy_(1 - aims)
assert near(gone[2], right[2]), f"For aims at {other} they should end at {right[2]}, not {gone[2]}."
print("All checks passed.")
