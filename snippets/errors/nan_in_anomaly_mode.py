r"""Anomaly mode stops at the first step whose slope is nan, and names it."""
# %% cause
import torch

x = torch.tensor([0.0, 4.0], requires_grad=True)
out = torch.where(x > 0, x.sqrt(), 0.0).sum()
out.backward(retain_graph=True)
print(x.grad)

# %% raise raises="RuntimeError: Function 'SqrtBackward0' returned nan values" stderr="show"
with torch.autograd.detect_anomaly():
    out.backward()
