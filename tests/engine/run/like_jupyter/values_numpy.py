"""NumPy values."""

# %% array
import numpy as np

np.arange(12).reshape(3, 4)

# %% floats
np.linspace(0, 1, 7)

# %% large
np.arange(2000)

# %% scalar
np.float64(1.5), np.int64(3), np.bool_(True)

# %% in-containers
{"a": np.zeros(2), "b": [np.ones((2, 2))]}

# %% print
print(np.eye(2))

# %% structured
np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])

# %% warning
np.array([1.0]) / np.array([0.0])

# %% precision
np.set_printoptions(precision=2)
np.array([1 / 3, 2 / 3])

# %% error tags=["raises-exception"]
np.ones(2) + np.ones(3)
