"""The same warning again: in a loop, in two cells, at two lines."""

# %% loop
import warnings

for _ in range(3):
    warnings.warn("again")

# %% two-lines
warnings.warn("twice")
warnings.warn("twice")

# %% same-text-other-cell
for _ in range(2):
    warnings.warn("again")

# %% function
def shout(text):
    warnings.warn(text)


shout("a")
shout("a")
shout("b")

# %% function-later
shout("a")
shout("c")
