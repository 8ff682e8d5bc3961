# %%
%%writefile helper_functions.py
def twice(n):
    return 2 * n
# %%
import sys; sys.path.insert(0, "")
import multiprocessing as mp
from helper_functions import twice
# %%
with mp.get_context("spawn").Pool(1) as pool: print(pool.map(twice, [1, 2]))
