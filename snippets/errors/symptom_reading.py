r"""A message names the step that made the tensor; the line it stops at is another one."""
# %% forward
import torch

x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
hidden = x.exp()
bent = hidden.tanh()
hidden += 1
loss = (hidden * bent).sum()

# %% backward raises="RuntimeError: has been modified by an inplace operation"
loss.backward()
