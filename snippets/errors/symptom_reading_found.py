r"""Anomaly mode adds the line that made the step which complains."""
# %% anomaly
import warnings

import torch

x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
with (
    torch.autograd.set_detect_anomaly(True, check_nan=False),
    warnings.catch_warnings(record=True) as said,
):
    hidden = x.exp()
    bent = hidden.tanh()
    hidden += 1
    try:
        (hidden * bent).sum().backward()
    except RuntimeError as error:
        print(str(error).split(". ")[0])

# %% line
lines = str(said[-1].message).splitlines()
code = [line.strip() for line in lines if line.startswith("    ")]
print(lines[0])
print(code[-1])
