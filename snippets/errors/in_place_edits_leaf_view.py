r"""One entry of a leaf is a view of it, and refuses an edit for the same reason."""
# %% leaf
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
print("is_leaf:", w.is_leaf)

# %% entry raises="RuntimeError: a view of a leaf Variable that requires grad"
w[0] = 5.0
