r"""An optimizer takes leaves, and a product is none."""
# %% cause
import torch

w = 0.1 * torch.ones(3, requires_grad=True)
print("is_leaf:", w.is_leaf)

# %% raise raises="ValueError: can't optimize a non-leaf Tensor"
torch.optim.SGD([w], lr=0.25)
