"""Both streams of quick cells, in the order in which they are written."""

# %% interleaved
import sys

for step in range(3):
    print("out", step)
    print("err", step, file=sys.stderr)

# %% value-after
print("err", file=sys.stderr)
print("out")
"value"

# %% display-between
from IPython.display import display

print("out before")
print("err before", file=sys.stderr)
display("shown")
print("err after", file=sys.stderr)
print("out after")
