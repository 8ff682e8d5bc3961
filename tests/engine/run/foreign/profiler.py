# %%
import torch
from torch.profiler import profile
with profile() as p:
    torch.ones(3).sum()
len(p.key_averages()) > 0
# %%
import cProfile
cProfile.run("1 + 1", sort="name") if False else None
# %%
%prun -q sum(range(10))
