r"""Where vmap cuts, where it stacks, and how much at once."""
# %% axes
import torch
from torch.func import vmap

columns = torch.arange(6.0).reshape(2, 3)  # two rows of three


def double_and_sum(column):
    return 2 * column, column.sum()


doubled, sums = vmap(double_and_sum, in_dims=1, out_dims=(1, 0))(columns)
print(doubled.shape, sums)
print(vmap(double_and_sum, in_dims=1)(columns)[0].shape)

# %% chunks
by_two = vmap(double_and_sum, in_dims=1, out_dims=(1, 0), chunk_size=2)(columns)
print("the same in pieces:", torch.equal(by_two[0], doubled))
