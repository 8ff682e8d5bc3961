r"""A built-in step whose gradient has another shape: scatter with too few indices."""
# %% fixed
import torch

values = torch.tensor([10.0, 20.0], requires_grad=True)
index = torch.tensor([0])
torch.zeros(3).scatter(0, index, values[: len(index)]).sum().backward()
print(values.grad)

# %% fewer raises="RuntimeError: Function ScatterBackward0 returned an invalid gradient at index 1"
torch.zeros(3).scatter(0, index, values).sum().backward()
