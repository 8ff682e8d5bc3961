# %%
%%time
import warnings
warnings.warn("timed")
y = 2
y
# %%
%time warnings.warn("in a line")
# %% tags=["raises-exception"]
%%time
def f():
    return 1 / 0

f()
# %%
%%time
x = 2
x is 7
