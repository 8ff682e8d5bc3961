r"""A choice among classes has no rsample; its score or a relaxed choice will do."""
# %% score
import torch
from torch.distributions import Categorical, RelaxedOneHotCategorical

torch.manual_seed(0)
logits = torch.zeros(3, requires_grad=True)
policy = Categorical(logits=logits)
loss = -2.0 * policy.log_prob(policy.sample())
loss.backward()
print(logits.grad)

# %% relaxed
weights = torch.zeros(3, requires_grad=True)
relaxed = RelaxedOneHotCategorical(torch.tensor(1.0), logits=weights).rsample()
(relaxed * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
print(relaxed)
print(weights.grad)

# %% ask
print("Categorical:", Categorical.has_rsample)
print("RelaxedOneHotCategorical:", RelaxedOneHotCategorical.has_rsample)

# %% rsample raises="NotImplementedError"
policy.rsample()
