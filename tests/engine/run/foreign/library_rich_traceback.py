# %%
import rich.traceback
rich.traceback.install(show_locals=False);
# %% in-a-function tags=["raises-exception"]
def f(): 1 / 0
f()
# %%
"after"
