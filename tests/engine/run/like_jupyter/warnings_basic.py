"""Warnings of several kinds."""

# %% user
import warnings

warnings.warn("careful")

# %% deprecation
warnings.warn("old", DeprecationWarning)

# %% ignored-by-default
warnings.warn("later", PendingDeprecationWarning)
warnings.warn("import", ImportWarning)
warnings.warn("resource", ResourceWarning)

# %% own-category
class Shaky(RuntimeWarning):
    pass


warnings.warn(Shaky("own"))

# %% from-function
def old():
    warnings.warn("use new()", FutureWarning, stacklevel=2)


old()

# %% between-prints
print("before")
warnings.warn("between")
print("after")
42
