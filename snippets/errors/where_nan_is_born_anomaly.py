r"""Anomaly mode names the step that made nan, which is one behind the infinite slope."""
# %% anomaly stderr="show" raises="RuntimeError: Function 'PowBackward0' returned nan values"
import torch

x = torch.zeros(2, requires_grad=True)
with torch.autograd.set_detect_anomaly(True):
    length = (x**2).sum().sqrt()
    length.backward()
