r"""An encoder of six blocks."""

# %% model
import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1)
layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, norm_first=True)
encoder = nn.TransformerEncoder(layer, 6, enable_nested_tensor=False)
embed, head = nn.Embedding(11, 8), nn.Linear(8, 11)
ids, target = torch.randint(0, 11, (2, 5)), torch.randint(0, 11, (10,))
# %% forward
states = encoder(embed(ids))
loss = F.cross_entropy(head(states).flatten(0, 1), target)
# %% backward
loss.backward()
print(loss)
