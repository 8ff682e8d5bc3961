r"""A tensor outside the record has no gradient to retain."""
# %% plain
import torch

plain = torch.ones(3)
print(plain.requires_grad)

# %% retain raises="RuntimeError: can't retain_grad on Tensor that has requires_grad=False"
plain.retain_grad()
