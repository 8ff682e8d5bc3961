r"""A leaf that was cut by .data while an older graph still knew its size."""
# %% fixed
import torch

rows = torch.ones(4, 2)
delta = torch.zeros(4, 2, requires_grad=True)
loss = ((rows + delta) ** 2).sum()
loss.backward()
shorter = delta.detach()[:3].clone().requires_grad_()
last = ((rows[:3] + shorter) ** 2).sum()
last.backward()
print(shorter.grad.shape)

# %% cut raises="RuntimeError: Function AddBackward0 returned an invalid gradient at index 1"
delta.data = delta.data[:3]
delta.grad = None
((rows[:3] + delta) ** 2).sum().backward()
