r"""Under vmap a tensor stands for many numbers, so `if` has no answer."""
# %% branch raises="RuntimeError: attempting to use a Tensor in some data-dependent control flow"
import torch


def leaky(v):
    if v > 0:
        return v
    return 0.1 * v


torch.func.vmap(leaky)(torch.tensor([2.0, -3.0]))
