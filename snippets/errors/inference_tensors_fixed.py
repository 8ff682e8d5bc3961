r"""no_grad() makes plain data, and a clone of an inference tensor is plain data too."""
# %% no-grad
import torch

with torch.no_grad():
    features = torch.tensor([1.0, 2.0, 3.0]) * 2
w = torch.ones(3, requires_grad=True)
(w * features).sum().backward()
print(w.grad)

# %% clone
with torch.inference_mode():
    borrowed = torch.tensor([1.0, 2.0, 3.0]) * 2
v = torch.ones(3, requires_grad=True)
(v * borrowed.clone()).sum().backward()
print(v.grad)
