r"""Edits of saved tensors: allowed by a copy, or counted by hand."""
# %% allowed
import torch
from torch.autograd.graph import allow_mutation_on_saved_tensors, increment_version

x = torch.tensor([0.0, 1.0], requires_grad=True)
with allow_mutation_on_saved_tensors():
    y = x.exp()
    total = y.sum()
    y.zero_()  # what exp has saved
    total.backward()
print(x.grad)

# %% counted
e = x.exp()
e.data.zero_()
before = e._version
increment_version(e)
print("version:", before, "then", e._version)

# %% refused raises="RuntimeError: modified by an inplace operation"
e.sum().backward()
