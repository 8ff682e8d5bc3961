# %%
import torch
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.arange(6.0))
# %%
for (batch,) in DataLoader(data, batch_size=3): print(batch)
# %%
for (batch,) in DataLoader(data, batch_size=3, num_workers=2): print(batch)
# %% worker
def hello(n): print("worker", n, flush=True)
list(DataLoader(data, batch_size=6, num_workers=1, worker_init_fn=hello))
