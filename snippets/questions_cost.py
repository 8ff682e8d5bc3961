r"""Short answers: what a walk back costs, in operations."""
# %% cost
import torch
from torch.utils.flop_counter import FlopCounterMode

wide = torch.nn.Linear(64, 64, bias=False)
signal = torch.ones(32, 64, requires_grad=True)
with FlopCounterMode(display=False) as ahead:
    total = wide(signal).sum()
with FlopCounterMode(display=False) as back:
    total.backward()
print("forward:", ahead.get_total_flops(), " backward:", back.get_total_flops())
