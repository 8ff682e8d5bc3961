r"""A result cannot be deep-copied, for its copy would hang on no record."""
# %% copy raises="RuntimeError: Only Tensors created explicitly by the user (graph leaves)"
import copy

import torch

w = torch.ones(2, requires_grad=True)
copy.deepcopy(w * 2)
