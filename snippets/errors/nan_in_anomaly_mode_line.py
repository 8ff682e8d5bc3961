r"""Under anomaly mode each step notes the line of the program that made it."""
# %% note
import torch

x = torch.tensor([0.0, 4.0], requires_grad=True)
with torch.autograd.set_detect_anomaly(True):
    root = x.sqrt()
    out = torch.where(x > 0, root, 0.0).sum()
lines = root.grad_fn.metadata["traceback_"]
print(lines[-1].split(", ", 1)[1])
