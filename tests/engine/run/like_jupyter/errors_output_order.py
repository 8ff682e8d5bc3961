"""What was printed and shown stands before the error."""

# %% streams tags=["raises-exception"]
import sys

print("out")
print("err", file=sys.stderr)
raise KeyError("k")

# %% display tags=["raises-exception"]
from IPython.display import display

display("shown")
print("printed")
[].pop()

# %% printed-traceback
import traceback

try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc()
print("after")

# %% last-error
sys.last_type if hasattr(sys, "last_type") else None

# %% handled
try:
    int("x")
except ValueError as error:
    print(type(error).__name__, error)

# %% finally tags=["raises-exception"]
try:
    1 / 0
finally:
    print("finally")

# %% errors-count
"the number of this result counts the failed cells too"
