r"""Layers in a plain list are no parameters of the module."""
# %% list raises="ValueError: optimizer got an empty parameter list"
import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)]


torch.optim.Adam(Net().parameters(), lr=0.1)
