r"""The round after a rebound weight stops at a gradient that is None."""
# %% rounds raises="TypeError: unsupported operand type(s) for *" stderr="show"
import torch

w = torch.tensor(1.0, requires_grad=True)
for _ in range(2):
    (w * w).backward()
    w = w - 0.1 * w.grad
