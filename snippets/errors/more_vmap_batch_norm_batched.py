r"""Batch norm in training under vmap."""
# %% batched raises="RuntimeError: Batch norm got a batched tensor as input"
import torch

norm = torch.nn.BatchNorm1d(3)
torch.func.vmap(lambda row: norm(row[None]))(torch.rand(4, 3, 2))
