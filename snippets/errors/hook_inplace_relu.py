r"""A module hook in front of an activation that works in place."""
# %% forward raises="RuntimeError: Output 0 of BackwardHookFunction is a view"
import torch

net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(inplace=True))
net[0].register_full_backward_hook(print)
net(torch.ones(1, 2))
