r"""An expanded tensor shows one number many times: most edits are refused, one by index is not."""
# %% fixed
import torch

column = torch.ones(3, 1, requires_grad=True)
table = column.expand(3, 4).clone()
table.mul_(2)
table.sum().backward()
print(column.grad.flatten())

# %% without-edit
print((column.expand(3, 4) * 2).shape, column.repeat(1, 4).mul_(2).shape)

# %% by-index
shown = torch.zeros(2, 1).expand(2, 3)
shown[:, 0] = 5
print(shown)

# %% edit raises="RuntimeError: unsupported operation: more than one element"
(column * 1).expand(3, 4).mul_(2)
