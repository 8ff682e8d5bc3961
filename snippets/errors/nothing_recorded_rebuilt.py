r"""torch.tensor() copies numbers and leaves the record behind."""
# %% cause stderr="show"
import torch

a = torch.tensor(1.0, requires_grad=True)
point = torch.tensor([a.cos(), a.sin()])
loss = point.sum()
print(loss.requires_grad, loss.grad_fn)

# %% raise raises="RuntimeError: element 0 of tensors does not require grad"
loss.backward()
