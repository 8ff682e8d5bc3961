r"""Make a real number of it first: a squared absolute value, or a real part."""
# %% absolute
import torch

z = torch.tensor(3 + 4j, requires_grad=True)
size = z.abs() ** 2
size.backward()
print(z.grad)

# %% real-part
u = torch.tensor(3 + 4j, requires_grad=True)
real = (u * u).real
real.backward()
print(u.grad)

# %% find
print(size.is_complex(), (u * u).is_complex())
