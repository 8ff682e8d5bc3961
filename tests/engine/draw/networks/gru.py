r"""A GRU over fifty steps."""

# %% model
import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1)
cell, head = nn.GRUCell(3, 4), nn.Linear(4, 1)
xs, target = torch.randn(50, 2, 3), torch.randn(2, 1)
# %% forward
h = torch.zeros(2, 4)
for x in xs:
    h = cell(x, h)
loss = F.mse_loss(head(h), target)
# %% backward
loss.backward()
print(loss)
