# %%
from IPython.display import display, update_display
h = display("first", display_id=True)
# %%
h.update("second")
# %%
h2 = display("a", display_id="mine")
update_display("b", display_id="mine")
# %%
update_display("c", display_id="mine")
# %%
h.display("again")
# %%
from IPython.display import HTML
h.update(HTML("<b>html</b>"))
# %%
type(h).__name__
