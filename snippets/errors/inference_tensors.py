r"""What inference mode has made cannot take part in training later."""
# %% cause
import torch

with torch.inference_mode():
    features = torch.tensor([1.0, 2.0, 3.0]) * 2
w = torch.ones(3, requires_grad=True)
print("is_inference:", features.is_inference())

# %% raise raises="RuntimeError: Inference tensors cannot be saved for backward"
loss = (w * features).sum()
