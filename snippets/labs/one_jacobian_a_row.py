r"""Lab: the Jacobian of every row of a batch, without a loop.

Level: more. Minutes: 10.
Other numbers: rows = torch.tensor([[0.5, 0.0, 1.0], [2.0, -1.0, 0.25], [0.0, 0.0, 0.0]])
"""
# %% start
import torch

rows = torch.tensor([[1.0, 2.0, 0.5], [0.0, 1.0, -1.0], [3.0, 0.0, 2.0]])


def f(row):
    """Two numbers from three."""
    return torch.stack([row[0] * row[1], row[2].sin() + row[0] ** 2])


# jacobians: for each row the Jacobian of f there, in one tensor of the shape (3, 2, 3):
# row, result, input. Do not write a loop.
# TODO: jacobians = ...

# %% solution
jacobians = torch.func.vmap(torch.func.jacrev(f))(rows)
print(jacobians)

# %% check
assert "jacobians" in globals(), "There is no `jacobians` yet."
assert isinstance(jacobians, torch.Tensor), "`jacobians` should be one tensor."
assert jacobians.dim() != 4, (
    "Every result was differentiated by every row: call jacrev of one row, and vmap around it."
)
assert jacobians.shape != (3, 3, 2), (
    "The axes are in another order: row, result, input. Is vmap on the outside?"
)
assert jacobians.shape == (3, 2, 3), (
    f"The shape should be (3, 2, 3), not {tuple(jacobians.shape)}."
)
zero, (a, b, c) = torch.zeros(3), rows.unbind(1)
first, second = torch.stack([b, a, zero], 1), torch.stack([2 * a, zero, c.cos()], 1)
by_hand = torch.stack([first, second], 1)
assert not torch.allclose(jacobians, by_hand.sum(0).expand(3, 2, 3)), "The rows were added up."
assert not torch.allclose(jacobians, by_hand[:1].expand(3, 2, 3)), "That is row 0, three times."
assert torch.allclose(jacobians, by_hand, atol=1e-5), (
    "Entry (i, j, k) should be the slope of result j along input k, at row i."
)
print("All checks passed.")
