r"""The rows of `cdist` by `jacrev`: wrong when all are computed at once."""
# %% wrong-rows
import torch
from torch.func import jacrev

points, origin = torch.tensor([[0.0, 0.0], [3.0, 4.0]]), torch.tensor([[1.0, 1.0]])
by_rows = torch.autograd.functional.jacobian(lambda a: torch.cdist(a, origin), points)
at_once = jacrev(lambda a: torch.cdist(a, origin))(points)
one_by_one = jacrev(lambda a: torch.cdist(a, origin), chunk_size=1)(points)
print("all rows at once:", torch.allclose(at_once, by_rows))
print("one by one:      ", torch.allclose(one_by_one, by_rows))
