r"""A loss made of a sampled class: the sample has left the record."""
# %% sample raises="RuntimeError: element 0 of tensors does not require grad"
import torch
from torch.distributions import Categorical

logits = torch.zeros(3, requires_grad=True)
action = Categorical(logits=logits).sample()
loss = (action.float() - 2) ** 2
loss.backward()
