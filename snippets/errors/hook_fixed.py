r"""Hooks that return a new gradient of the same size, where there is one."""
# %% inplace
import torch

net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(inplace=False))
seen = []
net[0].register_full_backward_hook(lambda module, *_: seen.append(module))
net(torch.ones(1, 2, requires_grad=True)).sum().backward()
print(len(seen))

# %% weight
weight_norms = []
net[0].weight.register_hook(lambda g: weight_norms.append(g.norm().item()))
net(torch.ones(1, 2, requires_grad=True)).sum().backward()
print(len(weight_norms))

# %% size
x = torch.ones(2, requires_grad=True)
x.register_hook(lambda g: g * torch.tensor([1.0, 0.0]))  # the other half is 0
(2 * x).sum().backward()
print(x.grad)

# %% number
norms = []
y = torch.ones(2, requires_grad=True)
y.register_hook(lambda g: norms.append(g.norm().item()))  # append returns None
(2 * y).sum().backward()
print(norms, y.grad)

# %% plain
data = torch.ones(2)
print(data.requires_grad, (data * x).requires_grad)
_ = (data * x).register_hook(print)

# %% in-place
z = torch.ones(2, requires_grad=True)
z.register_hook(lambda g: 10 * g)
z.sum().backward()
print(z.grad)
