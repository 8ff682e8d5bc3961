r"""The reentrant form knows backward() only."""
# %% grad raises="RuntimeError: When use_reentrant=True, torch.utils.checkpoint is incompatible"
import torch
from torch.utils.checkpoint import checkpoint

w = torch.tensor([1.0, 2.0], requires_grad=True)
out = checkpoint(torch.sin, w, use_reentrant=True)
torch.autograd.grad(out.sum(), w)
