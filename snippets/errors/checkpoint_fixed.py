r"""Both runs of a checkpointed part do the same."""
# %% cache
import torch
from torch.utils.checkpoint import checkpoint


def attend(x, earlier):
    return (x * torch.cat([*earlier, x.detach()])).sum(0)


x = torch.ones(1, 2, requires_grad=True)
cache = []
out = checkpoint(attend, x, tuple(cache), use_reentrant=False)
cache.append(x.detach())  # outside, so it happens once
out.sum().backward()
print(x.grad, len(cache))

# %% switch
torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout(), torch.nn.Linear(2, 1))
checkpoint(net, torch.ones(1, 2), use_reentrant=False).sum().backward()
net.eval()  # after the walk back
print(net[0].weight.grad is not None)

# %% grad
w = torch.tensor([1.0, 2.0], requires_grad=True)
(slope,) = torch.autograd.grad(checkpoint(torch.sin, w, use_reentrant=False).sum(), w)
print(slope)

# %% plain-input
rows = torch.ones(1, 2)
checkpoint(net[0], rows, use_reentrant=False).sum().backward()
print(net[0].weight.grad)
