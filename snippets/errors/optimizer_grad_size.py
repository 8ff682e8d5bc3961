r"""A gradient has the size of its tensor."""
# %% assign raises="RuntimeError: attempting to assign a gradient of size '[3]'"
import torch

w = torch.nn.Parameter(torch.ones(3))
(2 * w).sum().backward()
gradient = w.grad
w.data = w.data[:2]  # pruned
w.grad = gradient
