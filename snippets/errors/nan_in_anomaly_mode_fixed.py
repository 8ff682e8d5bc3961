r"""Two where: one picks the result, the other keeps 0 away from the root."""
# %% safe-input
import torch

x = torch.tensor([0.0, 4.0], requires_grad=True)
with torch.autograd.set_detect_anomaly(True):
    safe = torch.where(x > 0, x, 1.0)
    out = torch.where(x > 0, safe.sqrt(), 0.0).sum()
    out.backward()
print(x.grad)
