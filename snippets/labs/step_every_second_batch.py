r"""Lab: two batches to a step.

Level: core. Minutes: 8.
Other numbers: lr = 0.25
"""
# %% start
import torch

torch.manual_seed(0)
inputs = torch.rand(6, 4)  # six batches of four rows
targets = 2 * inputs + 1
w = torch.tensor(0.0, requires_grad=True)
lr = 0.5


def mean_loss(k):
    return ((w * inputs[k] - targets[k]) ** 2).mean()


# Walk back from each of the six batches in turn, k = 0, ..., 5.
# Step after every second one, by lr times the gradient of
# the mean over both batches together.
# TODO

# %% solution
for k in range(6):
    (0.5 * mean_loss(k)).backward()
    if k % 2 == 1:
        with torch.no_grad():
            w.sub_(lr * w.grad)
        w.grad = None
print(w)

# %% check
as_started = {
    "inputs": getattr(inputs, "shape", None) == (6, 4),
    "targets": getattr(targets, "shape", None) == (6, 4),
    "w": getattr(w, "shape", None) == (),
    "lr": isinstance(lr, float),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def begun_afresh(start, touched, *state):
    """Refuse a try that went on from what an earlier one, judged by this cell, had changed."""
    judged, state = globals().setdefault("judged", []), repr(state)
    before = [then for one, then in judged if one is start][:1] if touched else []
    judged += [(start, state)] if touched and not before else []
    assert before in ([], [state]), (
        "Run the start again, then your code: an earlier try has changed what the start made."
    )


begun_afresh(mean_loss, w.item() != 0, w, w.grad)


def outcome(share=0.5, every=2, lost=False, piled=False):
    weight, store = 0.0, 0.0
    for batch in range(6):
        x, y = inputs[batch], targets[batch]
        slope = (2 * x * (weight * x - y)).mean().item()
        store = share * slope + (0.0 if lost else store)
        if (batch + 1) % every == 0:
            weight -= lr * store
            store = store if piled else 0.0
    return weight


def came_from(**slip):
    return any(
        abs(w.item() - outcome(share, **slip)) < 1e-4 for share in (0.5, 1.0)
    )


assert w.item() != 0, "`w` has not moved yet: write the walk and the step."
assert abs(w.item() - outcome(share=1.0)) > 1e-4, (
    "Each step was twice too long: a mean over two batches takes half of each."
)
assert not came_from(every=1), (
    "You stepped after each batch: step after every second one."
)
assert not came_from(lost=True), (
    "The first batch of each pair is lost: empty w.grad after a step only."
)
assert not came_from(piled=True), (
    "Old gradients pile up: empty w.grad after each step."
)
assert abs(w.item() - outcome()) < 1e-4, (
    f"`w` should be {outcome():.4f}, not {w.item():.4f}; "
    "run the start again before you try again."
)
print("All checks passed.")
