r"""A tensor that records does not turn into an array; its detached twin does."""
# %% number
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
print(w.tolist())

# %% array raises="RuntimeError: Can't call numpy() on Tensor that requires grad."
w.numpy()
