# %%
%time 1 + 1
# %%
%%time
x = 1
# %%
%timeit -n1 -r1 1 + 1
# %%
%%timeit -n1 -r1
1 + 1
# %%
import time; time.perf_counter() > 0
# %%
import os; os.getpid() > 0
# %%
object()
