r"""A cell of an LSTM, by hand, over fifty steps."""

# %% model
import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1)


def step(x, h, c):
    gates = F.linear(x, w_x, b) + F.linear(h, w_h)
    i, f, g, o = gates.chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


w_x = torch.randn(16, 3).div(4).requires_grad_()
w_h = torch.randn(16, 4).div(4).requires_grad_()
b = torch.zeros(16, requires_grad=True)
head = nn.Linear(4, 1)
xs, target = torch.randn(50, 2, 3), torch.randn(2, 1)
# %% forward
h, c = torch.zeros(2, 4), torch.zeros(2, 4)
for x in xs:
    h, c = step(x, h, c)
loss = F.mse_loss(head(h), target)
# %% backward
loss.backward()
print(loss)
