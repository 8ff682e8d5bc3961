r"""A hook edits a gradient that is one number for all entries."""
# %% walk raises="RuntimeError: unsupported operation: more than one element"
import torch

x = torch.ones(2, requires_grad=True)
x.register_hook(lambda g: g.mul_(10))
x.sum().backward()
