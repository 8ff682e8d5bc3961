r"""A result that records, of an operation whose derivative torch does not have."""

# %% recorded
import torch

x = torch.tensor([1.0, 2.5], requires_grad=True)
halves = x // 2
print(halves)
print("records:", halves.requires_grad)

# %% walked raises="RuntimeError: derivative for aten::floor_divide is not implemented"
halves.sum().backward()
