r"""Does the optimizer hold the tensors that the model computes with?"""
# %% held
import torch

model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.weight = torch.nn.Parameter(torch.ones(1, 2))


def held(optimizer):
    groups = optimizer.param_groups
    return {id(p) for group in groups for p in group["params"]}


for name, p in model.named_parameters():
    print(f"{name:8}in the optimizer: {id(p) in held(optimizer)}")
