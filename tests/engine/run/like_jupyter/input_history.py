"""The history magics, as far as the session goes."""

# %% one
x = 1

# %% two
x + 1

# %% history
# %history

# %% numbered
# %history -n 1-2

# %% macro
# %macro again 2

# %% run-macro
again

# %% recalled
In[2], Out[2]
