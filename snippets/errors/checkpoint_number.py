r"""A switch between the two runs: the second one saves another number of tensors."""
# %% forward
import torch
from torch.utils.checkpoint import checkpoint

net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout(), torch.nn.Linear(2, 1))
out = checkpoint(net, torch.ones(1, 2), use_reentrant=False)
net.eval()

# %% backward raises="CheckpointError: torch.utils.checkpoint: A different number of"
out.sum().backward()
