r"""Cut the record of a result, or switch off the leaf."""
# %% detach
import torch

x = torch.ones(3, requires_grad=True)
y = (x * 2).detach()
print("requires_grad:", y.requires_grad)

# %% freeze
layer = torch.nn.Linear(3, 1)
layer.weight.requires_grad_(False)
layer(torch.ones(2, 3)).sum().backward()
print("weight:", layer.weight.grad)
print("bias:  ", layer.bias.grad)
