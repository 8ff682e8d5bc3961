r"""A misspelt method is an error, where a misspelt attribute is none."""
# %% method raises="AttributeError: 'Parameter' object has no attribute 'require_grad_'"
import torch

layer = torch.nn.Linear(2, 1)
layer.weight.require_grad_(False)
