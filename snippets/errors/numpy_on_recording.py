r"""NumPy cannot record, so a recording tensor does not become an array."""
# %% cause
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2

# %% raise raises="RuntimeError: Can't call numpy() on Tensor that requires grad"
y.numpy()
