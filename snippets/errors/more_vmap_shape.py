r"""Under vmap a result may not have a shape that depends on the numbers."""
# %% fixed
import torch

table = torch.tensor([[1.0, -2.0], [3.0, 4.0]])
sums = torch.func.vmap(lambda row: torch.where(row > 0, row, 0.0).sum())(table)
print(sums)

# %% loop
print(torch.stack([row[row > 0].sum() for row in table]))

# %% mask raises="RuntimeError: vmap: We do not support batching operators that can support dynamic"
torch.func.vmap(lambda row: row[row > 0].sum())(table)
