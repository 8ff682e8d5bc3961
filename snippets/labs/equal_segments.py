r"""Lab: a chain of blocks in segments, each in a checkpoint, and how many are best.

Level: more. Minutes: 15.
Other numbers: blocks = [Block(number) for number in range(9)]
"""
# %% start
import torch
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)
runs = []


class Block(torch.nn.Module):
    def __init__(self, number):
        super().__init__()
        self.number = number
        self.scale = torch.nn.Parameter(torch.tensor(1.0))

    def forward(self, t):
        runs.append(self.number)
        return (self.scale * t).sin()


blocks = [Block(number) for number in range(16)]
rows = torch.rand(5)


def plain(t):
    for block in blocks:
        t = block(t)
    return t.sum()


# 1. in_segments(t, k): the same loss, with the blocks cut into k equal segments, each of them
#    in one checkpoint. k divides the number of blocks.
# 2. best_k: the k with the fewest results in memory at once, k + len(blocks) / k - 1.
# TODO: def in_segments(t, k): ..., best_k = ...

# %% solution
def in_segments(t, k):
    size = len(blocks) // k
    for start in range(0, len(blocks), size):
        segment = torch.nn.Sequential(*blocks[start : start + size])
        t = checkpoint(segment, t, use_reentrant=False)
    return t.sum()


best_k = min(range(1, len(blocks) + 1), key=lambda k: k + len(blocks) / k - 1)
runs.clear()
in_segments(rows, best_k).backward()
print(best_k, runs)

# %% check
def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


as_started = {
    "runs": isinstance(runs, list),
    "blocks": isinstance(blocks, list),
    "rows": getattr(rows, "shape", None) == (5,),
    "plain": callable(plain),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def trial(loss, rows=rows):
    """The loss, the gradients, and which blocks ran forward and on the way back."""
    for block in blocks:
        block.zero_grad()
    runs.clear()
    value = loss(rows)
    assert isinstance(value, torch.Tensor), "in_segments(t, k) returns the loss: end with .sum()."
    assert value.numel() == 1, f"The loss is one number, not {value.numel()}: end with .sum()."
    forward = list(runs)
    assert value.requires_grad, (
        "The loss does not record, since `rows` does not: write use_reentrant=False."
    )
    value.backward()
    value, gradients = value.detach().to(rows.dtype), [block.scale.grad for block in blocks]
    return value, gradients, forward, runs[len(forward) :]


assert callable(globals().get("in_segments")), "There is no `in_segments` yet."
count = len(blocks)
value, gradients, _, _ = trial(plain)
for k in [k for k in range(1, count + 1) if count % k == 0]:
    own_value, own, forward, back = trial(lambda t, k=k: in_segments(t, k))
    assert forward == list(range(count)), (
        f"With k = {k} the blocks ran forward in the order {forward}: each once, in its place."
    )
    assert torch.allclose(own_value, value), "The loss differs from that of plain(rows)."
    assert all(gradient is not None for gradient in own), (
        "Some blocks have no gradient: the record must lead through all of them."
    )
    assert back, "Nothing was computed again: call checkpoint(segment, t, ...)."
    missing = sorted(set(range(count)) - set(back))
    assert not missing, (
        f"With k = {k} the blocks {missing} did not run again. Are they in a checkpoint, "
        "and does what it calls still mean these blocks on the way back?"
    )
    assert len(back) == count, f"With k = {k} {len(back)} blocks ran on the way back, not {count}."
    size = count // k
    right = [n for start in range(count - size, -1, -size) for n in range(start, start + size)]
    begun = sum(n != before + 1 for before, n in zip([-9, *back], back, strict=False))
    assert back == right, f"There should be {k} segments of {size} blocks. There were {begun}."
    pairs = zip(own, gradients, strict=True)
    assert all(torch.allclose(a, b) for a, b in pairs), "A gradient differs from the plain one."
other = torch.linspace(-2.0, 1.0, 7)
value, gradients, _, _ = trial(plain, other)
own_value, own, _, _ = trial(lambda t: in_segments(t, 1), other)
assert torch.allclose(own_value, value), (
    "For other rows the loss differs from that of plain(t): use the t that is given."
)
pairs = zip(own, gradients, strict=True)
assert None not in own, "For other rows some blocks have no gradient."
assert all(torch.allclose(a, b) for a, b in pairs), "For other rows a gradient is wrong."
made = globals()
assert "best_k" in made, "There is no `best_k` yet: step 2."
chosen = number(best_k, "`best_k`")
assert chosen != count, "A segment for each block keeps every block's input: nothing is saved."
assert chosen != 1, "One segment for all is there as a whole on the way back: nothing is saved."
assert chosen > 0, "`best_k` should be a number of segments."
held = chosen + count / chosen - 1
assert chosen**2 == count, f"With k = {chosen:g} {held:g} results are there at once. Try others."
print("All checks passed.")
