r"""The same edit through detach() is counted, and the walk back is refused."""
# %% edit
import torch

z = torch.zeros(3, requires_grad=True)
e = z.exp()
s = e.sum()
e.detach().zero_()
print("version:", e._version)

# %% backward raises="RuntimeError: has been modified by an inplace operation"
s.backward()
