r"""In float32 the small nudges of gradcheck drown in rounding."""
# %% cause
import torch

x = torch.tensor([3.0], requires_grad=True)
print(x.dtype)

# %% raise raises="GradcheckError: Jacobian mismatch for output 0" stderr="show"
torch.autograd.gradcheck(lambda t: t**2, x)
