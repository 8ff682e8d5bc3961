r"""A module hook, and inputs that do not record."""
# %% warned stderr="show"
import torch

layer = torch.nn.Linear(2, 1)
layer.register_full_backward_hook(lambda _module, grad_input, _grad_output: print(grad_input))
layer(torch.ones(1, 2)).sum().backward()
