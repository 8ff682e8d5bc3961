r"""An expanded tensor shows one number many times: an edit in place has no place to write."""
# %% fixed
import torch

column = torch.ones(3, 1, requires_grad=True)
table = column.expand(3, 4).clone()
table.mul_(2)
table.sum().backward()
print(column.grad.flatten())

# %% without-edit
print((column.expand(3, 4) * 2).shape, column.repeat(1, 4).mul_(2).shape)

# %% edit raises="RuntimeError: unsupported operation: more than one element"
(column * 1).expand(3, 4).mul_(2)
