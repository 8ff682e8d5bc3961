r"""Values alone go to another process."""
# %% fixed
from multiprocessing.reduction import ForkingPickler

import torch
import torch.multiprocessing

w = torch.ones(2, requires_grad=True)
message = ForkingPickler.dumps((2 * w).detach())
print(len(message) > 0)
