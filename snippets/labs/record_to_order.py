r"""Lab: make a result whose record reads as ordered.

Level: more. Minutes: 12.
"""
# %% start
import torch

x = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
wanted = ["SumBackward0", "ExpBackward0", "MulBackward0", "AccumulateGrad"]


def names(node):
    found = [node.name().rpartition("::")[2]]
    while links := [link for link, _ in node.next_functions if link is not None]:
        node = links[0]  # a number or a constant has no node
        found.append(node.name().rpartition("::")[2])
    return found


# 1. Compute `out` from `x` so that the walk back meets the nodes in `wanted`.
# TODO: out = ...

# 2. Print names(out.grad_fn).
# TODO

# %% solution
out = (2 * x).exp().sum()
print(names(out.grad_fn))

# %% check
made = globals()
as_started = {
    "x": getattr(x, "shape", None) == (3,),
    "wanted": isinstance(wanted, list) and len(wanted) == 4,
    "names": callable(names),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "out" in made, "There is no `out` yet: start with step 1."
assert isinstance(out, torch.Tensor), "`out` should be a torch tensor."
assert out.grad_fn is not None, (
    "`out` has no record: compute it from `x`, with torch operations."
)
found = names(out.grad_fn)
assert found[::-1] != [found[-1], *wanted[:-1]], (
    "The order is turned round: the walk begins at the step you do last."
)
assert len(found) == len(wanted), (
    f"The walk meets {len(found) - 1} steps before the start, not 3: {found}."
)
assert found[-1] == "AccumulateGrad", f"The walk ends at {found[-1]}, not at `x`."
assert found == wanted, f"The walk meets {found}."
(slope,) = torch.autograd.grad(out, x, retain_graph=True, allow_unused=True)
assert slope is not None, "The walk ends at another tensor that records: compute `out` from `x`."
print("All checks passed.")
