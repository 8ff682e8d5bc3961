r"""A hook on plain data."""
# %% register raises="RuntimeError: cannot register a hook on a tensor"
import torch

data = torch.ones(2)
data.register_hook(print)
