r"""A compiled function is differentiated once."""
# %% second raises="RuntimeError: torch.compile with aot_autograd does not"
import torch

cube = torch.compile(lambda x: (x**3).sum(), backend="aot_eager")
x = torch.tensor([2.0], requires_grad=True)
(g,) = torch.autograd.grad(cube(x), x, create_graph=True)
torch.autograd.grad(g.sum(), x)
