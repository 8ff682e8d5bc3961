r"""The spread of one row has nothing to divide by."""
# %% std stderr="show"
import torch

row = torch.tensor([[3.0]], requires_grad=True)
spread = row.std(0)
spread.sum().backward()
print(spread.detach(), row.grad)
