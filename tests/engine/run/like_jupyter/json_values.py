"""Values in bundles that JSON does not know."""

# %% containers
import datetime

import numpy as np


class Bundle:
    def __init__(self, value, **metadata):
        self.value, self.metadata = value, metadata

    def __repr__(self):
        return "Bundle"

    def _repr_mimebundle_(self, **_):
        return {"text/plain": "bundle", "application/json": self.value}, self.metadata


Bundle({"tuple": (1, 2), "set": {3}, "generator": (n for n in range(2)), "nested": [{"bytes": b"abc"}]})

# %% numbers
Bundle({"integer": np.int64(3), "float": np.float32(0.5), 4: True, None: None})

# %% dates
Bundle([datetime.date(2024, 2, 29)])

# %% array
Bundle(np.arange(4).reshape(2, 2))

# %% metadata
Bundle({}, sizes=(1, 2))
