r"""A hook for accumulated gradients has nothing to wait for at a result."""
# %% hook raises="RuntimeError: post accumulate grad hooks cannot be registered on non-leaf tensors"
import torch

w = torch.ones(2, requires_grad=True)
y = 3 * w
y.register_post_accumulate_grad_hook(lambda p: print(p.grad))
