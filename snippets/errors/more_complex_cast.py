r"""Casting a complex tensor to real numbers drops a part, and says so."""
# %% cast
import warnings

import torch

torch.set_warn_always(True)
z = torch.tensor(3 + 4j)
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    dropped = z.to(torch.float32)
torch.set_warn_always(False)
print(dropped)
print(str(seen[0].message).split(" (")[0])

# %% fixed
print("the real part:", z.real)
print("the length:   ", z.abs())
print("both parts:   ", torch.view_as_real(z))
