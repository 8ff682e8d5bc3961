r"""A tensor made in inference mode cannot be saved for a walk back."""
# %% sum
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.inference_mode():
    features = torch.tensor([3.0, 4.0]) * 2
print(w + features)

# %% product raises="RuntimeError: Inference tensors cannot be saved for backward."
w * features
