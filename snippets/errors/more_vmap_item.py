r"""Under vmap there is no single number that .item() could return."""
# %% item raises="RuntimeError: It looks like you're calling .item() on a Tensor"
import torch


def power(v):
    return v ** v.item()


torch.func.vmap(power)(torch.tensor([2.0, 3.0]))
