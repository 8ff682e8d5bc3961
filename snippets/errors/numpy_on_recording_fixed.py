r"""detach() says that the record may end here."""
# %% detach
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2
points = y.detach().numpy()
print(points)

# %% still-records
y.sum().backward()
print(x.grad)
