r"""A column of predictions minus a row of targets is a table, and its mean is another loss."""
# %% warned stderr="show"
import torch

targets = torch.tensor([1.0, 2.0, 3.0, 6.0])
column = targets.clone().reshape(4, 1).requires_grad_()
wrong = torch.nn.functional.mse_loss(column, targets)
print("perfect predictions, loss:", wrong.item())

# %% silent
by_hand = ((column - targets) ** 2).mean()
print((column - targets).shape, by_hand.item())

# %% pull
wrong.backward()
print(column.grad.squeeze(1))

# %% learns-the-mean
torch.manual_seed(0)
layer = torch.nn.Linear(1, 1)
inputs = targets.reshape(4, 1)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.05)
for _ in range(2000):
    optimizer.zero_grad()
    ((layer(inputs) - targets) ** 2).mean().backward()
    optimizer.step()
stuck = layer(inputs).detach().squeeze(1)
print("predictions:", stuck)
print("targets:    ", targets)
