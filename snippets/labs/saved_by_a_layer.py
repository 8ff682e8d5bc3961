r"""Lab: say how many elements a layer saves before you count them.

Level: deep. Minutes: 25.
Other numbers: rows = torch.rand(7, 20)  # data: does not record
"""
# %% start
import torch

torch.manual_seed(0)
rows = torch.rand(5, 20)  # data: does not record
weight = torch.rand(20, 8, requires_grad=True)


def layer():
    return (rows @ weight).tanh().sum()


# 1. On paper: what do the three steps save, and how many elements is that?
# TODO: guess = ...

# 2. Count: add up tensor.numel() in a pack hook, with
#    torch.autograd.graph.saved_tensors_hooks(pack, unpack).
# TODO: counted = ...

# %% solution
guess = 5 * 20 + 5 * 8

counted = 0


def pack(tensor):
    global counted
    counted += tensor.numel()
    return tensor.detach()


with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
    layer()
print(guess, counted)

# %% check
made = globals()


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


as_started = {
    "rows": isinstance(rows, torch.Tensor) and rows.shape[1:] == (20,),
    "weight": getattr(weight, "shape", None) == (20, 8),
    "layer": callable(layer),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "guess" in made, "There is no `guess` yet: do step 1 on paper."
assert "counted" in made, "There is no `counted` yet: do step 2."
typed, added = number(guess, "`guess`"), number(counted, "`counted`")
in_check = []


def pack_in_check(tensor):
    in_check.append(tensor.numel())
    return tensor.detach()


with torch.autograd.graph.saved_tensors_hooks(pack_in_check, lambda tensor: tensor):
    layer()
assert added != 0, "`counted` is 0: call layer() inside the `with` block of the hooks."
assert added != len(in_check), (
    f"{added:g} tensors were saved; add up their elements, tensor.numel()."
)
assert added % sum(in_check) or added == sum(in_check), (
    "You counted more than one forward pass: set `counted` to 0 and call layer() once."
)
assert added == sum(in_check), f"The hook sees {sum(in_check)} elements, not {added:g}."
assert typed != added + weight.numel(), (
    "`guess` has the weight in it. Only the slope along `rows` needs it, "
    "and `rows` does not record."
)
assert typed != rows.numel(), "`guess` leaves out tanh: its slope is 1 - tanh(x)^2."
assert typed != len(rows) * weight.shape[1], (
    "`guess` leaves out the product: the slope along `weight` needs `rows`."
)
assert typed == added, f"Counted were {added:g}, not {typed:g}. Go through the steps one by one."
print("All checks passed.")
