r"""The same refusal, in other words, where the flag is set later."""
# %% later raises="RuntimeError: only Tensors of floating point dtype can require gradients"
import torch

torch.tensor([1, 2]).requires_grad_()
