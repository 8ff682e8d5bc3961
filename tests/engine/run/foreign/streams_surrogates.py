# %% tags=["raises-exception"]
raise ValueError("\udc80")
# %%
print("\udc80")
# %% represented
class S:
    def __repr__(self): return "\ud83d"
S()
# %% html
from IPython.display import HTML
HTML("<b>\ud83d</b>")
