# %% tags=["raises-exception"]
import json
json.loads("{")
# %% tags=["raises-exception"]
import numpy as np
np.ones(2) @ np.ones(3)
# %% tags=["raises-exception"]
import torch
torch.ones(2) @ torch.ones(3)
# %% tags=["raises-exception"]
torch.ones(2, requires_grad=True).backward()
# %%
np.array([1.0]) / 0
# %%
np.log(-1.0)
# %% tags=["raises-exception"]
import re
re.compile("(")
# %% tags=["raises-exception"]
import subprocess
subprocess.run(["false"], check=True)
# %% tags=["raises-exception"]
def handler(self, etype, value, tb, tb_offset=None):
    print("handled", etype.__name__)
get_ipython().set_custom_exc((ValueError,), handler)
# %% tags=["raises-exception"]
raise ValueError("taken")
