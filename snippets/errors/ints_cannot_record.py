r"""Whole numbers have no slope, so integer tensors cannot record."""
# %% ints
import torch

whole = torch.tensor([1, 2])
print(whole.dtype, whole.requires_grad)

# %% ask-ints raises="RuntimeError: Only Tensors of floating point and complex dtype"
torch.tensor([1, 2], requires_grad=True)
