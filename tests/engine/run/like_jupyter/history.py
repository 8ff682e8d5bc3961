"""Names that remember: `_`, `__`, `Out`, `In`."""

# %% one
10 + 1

# %% underscore
_ * 2

# %% two
_, __

# %% out
Out[1], _1, _2

# %% out-keys
sorted(Out)

# %% in
In[1]

# %% in-all
len(In), In[-1]

# %% previous-inputs
_i, _ii, _i1

# %% quiet
"not kept in Out";

# %% quiet-out
9 in Out

# %% none
None

# %% after-none
_

# %% own-underscore
_ = "mine"
_

# %% still-mine
5

# %% read-mine
_

# %% displayhook
import sys

sys.displayhook("by hand")
