"""What tests of several rooms of the engine share."""

from collections.abc import Iterator

import pytest

from livecells.pool.pool import Pool

# The smallest exercise that has all its cells.
LAB = '''\
r"""Lab."""
# %% start
y = 1

# %% solution
z = y + 1
print(z)

# %% check
assert z == 2, "Add 1."
print("All checks passed.")
'''


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Runs snippets; nothing is imported before the first one."""
    with Pool() as made:
        made.start()
        yield made


@pytest.fixture(scope="module")
def torch_pool() -> Iterator[Pool]:
    """Runs snippets that import torch, which is imported once for all."""
    with Pool(modules=["torch"]) as made:
        made.start()
        yield made
