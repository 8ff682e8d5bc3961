r"""update() before the scaler has scaled anything."""
# %% update raises="AssertionError: Attempted update but _scale is None."
import torch

scaler = torch.amp.GradScaler("cpu")
scaler.update()
