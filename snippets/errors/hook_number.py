r"""A hook gives back a number."""
# %% walk raises="TypeError: expected Variable, but hook returned 'float'"
import torch

x = torch.ones(2, requires_grad=True)
x.register_hook(lambda g: g.norm().item())
(2 * x).sum().backward()
