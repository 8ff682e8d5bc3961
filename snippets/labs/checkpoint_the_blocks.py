r"""Lab: checkpoint a chain of blocks, and keep every gradient.

Level: more. Minutes: 15.
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
        self.linear = torch.nn.Linear(4, 4)

    def forward(self, t):
        runs.append(self.number)
        return self.linear(t).tanh()


blocks = [Block(number) for number in range(3)]
rows = torch.rand(5, 4)  # the result of a frozen part: does not record


def plain(t):
    for block in blocks:
        t = block(t)
    return t.sum()


# Write saving(t): the same loss, with blocks 0 and 1 checkpointed.
# All three blocks must receive their gradients. Leave block 2 as it is:
# the walk back begins there, so nothing would be saved.
# TODO: def saving(t): ...

# %% solution
def saving(t):
    for block in blocks[:-1]:
        t = checkpoint(block, t, use_reentrant=False)
    return blocks[-1](t).sum()


runs.clear()
saving(rows).backward()
print(runs)

# %% check
as_started = {
    "runs": isinstance(runs, list),
    "blocks": isinstance(blocks, list) and len(blocks) == 3,
    "rows": getattr(rows, "shape", None) == (5, 4),
    "plain": callable(plain),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def trial(loss, rows=rows):
    runs.clear()
    for block in blocks:
        block.zero_grad()
    value = loss(rows)
    assert isinstance(value, torch.Tensor), "saving(t) returns the loss: end with .sum()."
    assert value.numel() == 1, f"The loss is one number, not {value.numel()}: end with .sum()."
    assert value.requires_grad, "The loss does not record: lead the record through the blocks."
    value.backward()
    return value.detach().to(rows.dtype), [block.linear.weight.grad for block in blocks]


assert callable(globals().get("saving")), "There is no `saving` yet."
expected = trial(plain)
value, found = trial(saving)
assert torch.allclose(value, expected[0]), "The loss differs from that of plain(rows)."
assert found[0] is not None, (
    "Block 0 has no gradient: `rows` does not record, and the reentrant form "
    "needs an input that does. Write use_reentrant=False."
)
for number, gradient in enumerate(found):
    assert gradient is not None, f"Block {number} has no gradient."
    assert torch.allclose(gradient, expected[1][number]), (
        f"The gradient of block {number} differs from the plain one."
    )
counts = [runs.count(number) for number in range(3)]
assert counts != [1, 1, 1], "Nothing was computed again: call checkpoint(block, t, ...)."
assert counts[2] == 1, "Block 2 ran twice: leave it out of the checkpoint."
assert counts == [2, 2, 1], f"The blocks ran {counts} times; it should be [2, 2, 1]."
other, again = (torch.linspace(-2.0, 1.0, 8).view(2, 4).requires_grad_() for _ in range(2))
expected, found = trial(plain, other), trial(saving, again)
assert torch.allclose(found[0], expected[0]), (
    "For other rows the loss differs from that of plain(t): use the t that is given."
)
for number, gradient in enumerate(found[1]):
    assert gradient is not None, f"For other rows block {number} has no gradient."
    assert torch.allclose(gradient, expected[1][number]), (
        f"For other rows the gradient of block {number} differs from the plain one."
    )
assert again.grad is not None, "Rows that record get no gradient: lead the record through them."
assert torch.allclose(again.grad, other.grad), "The gradient of rows that record is wrong."
print("All checks passed.")
