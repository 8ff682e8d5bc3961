r"""Give predictions and targets one shape."""
# %% fixed
import torch

targets = torch.tensor([1.0, 2.0, 3.0, 6.0])
column = targets.clone().reshape(4, 1).requires_grad_()
loss = torch.nn.functional.mse_loss(column.squeeze(1), targets)
print(loss.item())
loss.backward()
print(column.grad.squeeze(1))

# %% other-side
print(torch.nn.functional.mse_loss(column, targets.unsqueeze(1)).item())

# %% find
print(column.shape == targets.shape, column.squeeze(1).shape == targets.shape)
