r"""Lab: the Jacobian of every row of a batch, in one call.

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
# row, result, input. torch.func.vmap spares you a loop.
# TODO: jacobians = ...

# %% solution
jacobians = torch.func.vmap(torch.func.jacrev(f))(rows)
print(jacobians)

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


as_started = {"rows": getattr(rows, "shape", None) == (3, 3)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
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
found = like(by_hand, jacobians, "`jacobians`")
assert not torch.allclose(found, by_hand.sum(0).expand(3, 2, 3)), "The rows were added up."
assert not torch.allclose(found, by_hand[:1].expand(3, 2, 3)), "That is row 0, three times."
assert torch.allclose(found, by_hand, atol=1e-5), (
    "Entry (i, j, k) should be the slope of result j along input k, at row i."
)
print("All checks passed.")
