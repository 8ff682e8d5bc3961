r"""A mask that chooses scores: multiplied in, or handed to backward, but not both."""
# %% fixed
import torch

torch.manual_seed(0)
scores = torch.randn(10, 2, requires_grad=True)
mask = torch.eye(2)[torch.arange(10) % 2]
chosen = (scores * mask).sum()
chosen.backward()
print(torch.equal(scores.grad, mask))

# %% argument
scores.grad = None
scores.backward(mask)
print(torch.equal(scores.grad, mask))

# %% both raises="RuntimeError: Mismatch in shape: grad_output[0] has a shape of torch"
total = (scores * mask).sum()
total.backward(mask)
