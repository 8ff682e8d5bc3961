# %% docstring
__doc__
# %% file tags=["raises-exception"]
__file__
# %% arguments
import sys
len(sys.argv)
# %% input tags=["raises-exception"]
input("name? ")
# %% buffer tags=["raises-exception"]
sys.stdout.buffer.write(b"bytes\n")
# %% threads
import os
"OMP_NUM_THREADS" in os.environ
# %% figure
import matplotlib.pyplot as plt
plt.figure(figsize=(1, 1))
plt.plot([1, 2]);
# %% colours
get_ipython().colors
# %% class-source tags=["raises-exception"]
import inspect
class Point:
    """A class."""
print(inspect.getsource(Point))
# %% breakpoint tags=["raises-exception"]
breakpoint()
# %% history
%history -l 1
# %% warning
import warnings
warnings.warn("placed")
