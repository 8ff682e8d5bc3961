r"""A misspelt flag is a new attribute that nobody reads; the method with the underscore is safe."""
# %% misspelt
import torch

layer = torch.nn.Linear(2, 1)
layer.weight.require_grad = False  # no s
layer.requires_grad = False  # a layer has no such flag
print([name for name, p in layer.named_parameters() if p.requires_grad])
layer(torch.ones(1, 2)).sum().backward()
print(layer.weight.grad)

# %% frozen
frozen = torch.nn.Linear(2, 1)
frozen.weight.requires_grad_(False)
print([name for name, p in frozen.named_parameters() if p.requires_grad])
frozen(torch.ones(1, 2)).sum().backward()
print(frozen.weight.grad, frozen.bias.grad)

# %% frozen-whole
backbone = torch.nn.Linear(2, 1)
backbone.requires_grad_(False)
print([name for name, p in backbone.named_parameters() if p.requires_grad])

# %% find
print(vars(layer.weight))
print("requires_grad" in vars(layer))
