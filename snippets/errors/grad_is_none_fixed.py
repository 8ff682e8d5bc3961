r"""Read between backward() and zero_grad(), and zero what is there."""
# %% read-in-time
import torch

w = torch.ones(3, requires_grad=True)
sgd = torch.optim.SGD([w], lr=0.1)
for _ in range(2):
    sgd.zero_grad()
    (w**2).sum().backward()
    print(w.grad[0])
    sgd.step()

# %% test-first
v = torch.ones(3, requires_grad=True)
if v.grad is not None:
    v.grad.zero_()
(v**2).sum().backward()
print(v.grad)
