r"""Step unrecorded, or edit a copy that records."""
# %% no-grad
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
(w**2).sum().backward()
with torch.no_grad():
    w -= 0.1 * w.grad
print(w)

# %% clone-first
x = torch.tensor([1.0, 2.0], requires_grad=True)
edited = x.clone()
edited[0] = 5.0
(edited**2).sum().backward()
print(x.grad)
