r"""A second backward over steps that saved nothing adds the gradient again, without an error."""
# %% twice
import torch

x = torch.ones(3, requires_grad=True)
s = (x + 2).sum()
s.backward()
print(x.grad)
s.backward()
print(x.grad)

# %% mean
m = torch.ones(4, requires_grad=True)
average = m.mean()
average.backward()
average.backward()
print(m.grad)

# %% fixed
t = torch.ones(3, requires_grad=True)
for _ in range(2):
    t.grad = None
    (t + 2).sum().backward()
    print(t.grad)

# %% find
print("empty before backward:", t.grad is None)
(slope,) = torch.autograd.grad((t + 2).sum(), t)
print("one walk alone:", slope)
