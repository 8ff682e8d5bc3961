r"""A step between two walks edits what the second walk needs."""
# %% two-losses
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
first_loss, second_loss = (w**2).sum(), (w**3).sum()
first_loss.backward()
with torch.no_grad():
    w -= 0.1 * w.grad
print("version:", w._version)

# %% second-walk raises="RuntimeError: has been modified by an inplace operation"
second_loss.backward()
