r"""LBFGS asks for the loss again and again, so it needs a function."""
# %% step raises="TypeError: LBFGS.step() missing 1 required positional argument: 'closure'"
import torch

w = torch.tensor([5.0], requires_grad=True)
optimizer = torch.optim.LBFGS([w])
((w - 3) ** 2).sum().backward()
optimizer.step()
