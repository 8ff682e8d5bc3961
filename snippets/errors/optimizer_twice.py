r"""One weight under two names, in two groups."""
# %% groups raises="ValueError: some parameters appear in more than one parameter group"
import torch

encoder, decoder = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
decoder.weight = encoder.weight  # tied
groups = [{"params": encoder.parameters()}, {"params": decoder.parameters(), "lr": 0.01}]
torch.optim.Adam(groups, lr=0.1)
