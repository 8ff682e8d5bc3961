"""Files that cells write, read, import and run."""

# %% write
# %%writefile written_by_a_cell.py
"""A module."""
print("running as", __name__)
value = 5

# %% import
import written_by_a_cell

written_by_a_cell.value

# %% run
# %run written_by_a_cell.py
value

# %% read
with open("written_by_a_cell.py") as lines:
    print(lines.readline())

# %% append
# %%writefile -a written_by_a_cell.py
value = 6

# %% cat
!cat written_by_a_cell.py
