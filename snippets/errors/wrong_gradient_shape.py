r"""The argument of backward() must have the shape of the output."""
# %% forward
import torch

x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y * y
out = z.mean()
print("shape of out:         ", out.shape)
print("shape of the argument:", torch.tensor([1.0]).shape)

# %% backward raises="RuntimeError: Mismatch in shape"
out.backward(torch.tensor([1.0]))
