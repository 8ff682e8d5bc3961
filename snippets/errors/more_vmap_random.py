r"""Random numbers under vmap: say whether the rows share them."""
# %% fixed
import torch

drop = torch.nn.Dropout(0.5)
ones = torch.ones(3, 4)
torch.manual_seed(0)
print(torch.func.vmap(drop, randomness="different")(ones))
print(torch.func.vmap(drop, randomness="same")(ones))

# %% random raises="RuntimeError: vmap: called random operation while in randomness error mode"
torch.func.vmap(drop)(ones)
