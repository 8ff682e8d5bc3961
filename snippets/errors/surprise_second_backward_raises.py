r"""A step that has saved a tensor refuses the second walk."""
# %% once
import torch

x = torch.ones(3, requires_grad=True)
s = (x * 2).sum()
s.backward()
print(x.grad)

# %% again raises="RuntimeError: Trying to backward through the graph a second time"
s.backward()
