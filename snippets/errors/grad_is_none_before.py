r"""Before the first walk there is no gradient that could be zeroed."""
# %% before raises="AttributeError: 'NoneType' object has no attribute 'zero_'"
import torch

w = torch.ones(3, requires_grad=True)
w.grad.zero_()
