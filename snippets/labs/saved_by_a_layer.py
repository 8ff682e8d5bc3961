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
assert "guess" in made, "There is no `guess` yet: do step 1 on paper."
assert "counted" in made, "There is no `counted` yet: do step 2."
in_check = []


def pack_in_check(tensor):
    in_check.append(tensor.numel())
    return tensor.detach()


with torch.autograd.graph.saved_tensors_hooks(pack_in_check, lambda tensor: tensor):
    layer()
assert counted != 0, "`counted` is 0: call layer() inside the `with` block of the hooks."
assert counted != len(in_check), (
    f"{counted} tensors were saved; add up their elements, tensor.numel()."
)
assert counted % sum(in_check) or counted == sum(in_check), (
    "You counted more than one forward pass: set `counted` to 0 and call layer() once."
)
assert counted == sum(in_check), f"The hook sees {sum(in_check)} elements, not {counted}."
assert guess != counted + weight.numel(), (
    "`guess` has the weight in it. Only the slope along `rows` needs it, "
    "and `rows` does not record."
)
assert guess != rows.numel(), "`guess` leaves out tanh: its slope is 1 - tanh(x)^2."
assert guess != len(rows) * weight.shape[1], (
    "`guess` leaves out the product: the slope along `weight` needs `rows`."
)
assert guess == counted, f"Counted were {counted}, not {guess}. Go through the steps one by one."
print("All checks passed.")
