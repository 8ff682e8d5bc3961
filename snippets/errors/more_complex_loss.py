r"""A complex number has no up and down, so it cannot be a loss."""
# %% complex raises="RuntimeError: grad can be implicitly created only for real scalar outputs"
import torch

z = torch.tensor(3 + 4j, requires_grad=True)
(z * z).backward()
