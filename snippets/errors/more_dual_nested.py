r"""A level inside a level."""
# %% nested raises="RuntimeError: Nested forward mode AD is not supported at the moment"
import torch.autograd.forward_ad as fwad

with fwad.dual_level(), fwad.dual_level():
    pass
