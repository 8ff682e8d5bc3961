r"""The rows that a loop over a tensor hands out may not be edited in place."""
# %% rows raises="RuntimeError: Output 0 of Unbind is a view and is being modified inplace"
import torch

x = torch.ones(2, 3, requires_grad=True)
doubled = 2 * x
for row in doubled:
    row.mul_(10)
