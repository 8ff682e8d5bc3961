r"""A result that records cannot go to another process."""
# %% pickle raises="RuntimeError: Cowardly refusing to serialize non-leaf"
from multiprocessing.reduction import ForkingPickler

import torch
import torch.multiprocessing

w = torch.ones(2, requires_grad=True)
ForkingPickler.dumps(2 * w)  # what queue.put(2 * w) does
