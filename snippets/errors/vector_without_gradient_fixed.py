r"""One number to walk back from, or one weight for each entry."""
# %% reduce
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
y.mean().backward()
print(x.grad)

# %% weights
x_weighed = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y_weighed = x_weighed * 2
y_weighed.backward(torch.tensor([1.0, 0.0, 10.0]))
print(x_weighed.grad)
