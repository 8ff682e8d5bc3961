"""Displays that are updated later, in the same cell and in another."""

# %% in-one-cell
from IPython.display import display, update_display

display("first", display_id="one")
print("between")
update_display("second", display_id="one")

# %% start
handle = display("waiting", display_id="two")
print("under it")

# %% finish
handle.update("done")

# %% by-name
update_display("finished", display_id="two")
print("updated")

# %% same-id-twice
display("a", display_id="three")
display("b", display_id="three")

# %% update-both
display("c", display_id="three")
update_display("d", display_id="three")

# %% never-displayed
update_display("nobody sees this", display_id="four")

# %% own-id
own = display({"a": 1}, display_id=True)
own.display({"b": 2})
own.update({"c": 3})

# %% handle-as-value
display("x", display_id="five")
