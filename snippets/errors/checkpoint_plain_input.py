r"""The reentrant form and an input that does not record."""
# %% forward stderr="show"
import torch
from torch.utils.checkpoint import checkpoint

layer, rows = torch.nn.Linear(2, 2), torch.ones(1, 2)
out = checkpoint(layer, rows, use_reentrant=True)

# %% backward raises="RuntimeError: element 0 of tensors does not require grad"
out.sum().backward()
