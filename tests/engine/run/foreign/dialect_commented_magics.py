# %%
# %matplotlib inline
# %precision 3
import math
math.pi
# %%
# !echo commented out
# files = !echo one; echo two
print(files)
# %%
# copy the list before you change it
numbers = [1, 2]
# ls of all
numbers
# %%
# %%bash
# echo in a comment
# %%
# %timeit -n1 -r1 -q pass
# !echo a \
#   b
2
