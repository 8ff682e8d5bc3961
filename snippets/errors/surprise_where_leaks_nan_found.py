r"""Anomaly mode stops at the step whose slope is nan, and says which line made it."""
# %% anomaly
import warnings

import torch

x = torch.tensor([4.0, 0.0, -1.0], requires_grad=True)
with (
    torch.autograd.set_detect_anomaly(True),
    warnings.catch_warnings(record=True) as said,
):
    roots = torch.where(x > 0, x.sqrt(), 0.0)
    try:
        roots.sum().backward()
    except RuntimeError as error:
        print(error)

# %% line
lines = str(said[-1].message).splitlines()
code = [line.strip() for line in lines if line.startswith("    ")]
print(lines[0])
print(code[-1])
