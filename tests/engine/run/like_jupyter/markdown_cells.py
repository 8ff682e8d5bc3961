"""A module docstring at the top, text cells between."""

# %% [markdown]
# # A title
#
# Some *text* with `code`.

# %% first
x = 2
x

# %% [markdown]
"""
A text cell as a string.
"""

# %% second
print(x)

# %% [raw]
# raw text

# %% third
x + 1
