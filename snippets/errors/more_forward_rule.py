r"""An operation without a rule for forward mode: write it with others, or walk back."""
# %% fixed
import torch
from torch.func import jvp
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention

points, direction = torch.tensor([[0.0, 0.0], [3.0, 4.0]]), torch.ones(2, 2)
origin = torch.tensor([[1.0, 1.0]])


def distances(a):
    return (a[:, None] - origin[None]).square().sum(-1).sqrt()


print(jvp(distances, (points,), (direction,))[1].flatten())

# %% backward
by_rows = torch.autograd.functional.jacobian(lambda a: torch.cdist(a, origin), points)
print((by_rows * direction).sum(dim=(-2, -1)).flatten())

# %% attention
q = torch.arange(6.0).reshape(1, 1, 3, 2)
with sdpa_kernel(SDPBackend.MATH):
    print(jvp(lambda a: scaled_dot_product_attention(a, a, a), (q,), (q,))[1].shape)

# %% cdist raises="NotImplementedError: Trying to use forward AD with _cdist_forward"
jvp(lambda a: torch.cdist(a, origin), (points,), (direction,))
