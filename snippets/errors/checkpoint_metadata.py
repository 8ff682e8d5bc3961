r"""A checkpointed part that remembers: its second run saves tensors of other shapes."""
# %% cache
import torch
from torch.utils.checkpoint import checkpoint

cache = []


def attend(x):
    cache.append(x.detach())
    return (x * torch.cat(cache)).sum(0)


x = torch.ones(1, 2, requires_grad=True)
out = checkpoint(attend, x, use_reentrant=False)

# %% backward raises="CheckpointError: torch.utils.checkpoint: Recomputed values for the following"
out.sum().backward()
