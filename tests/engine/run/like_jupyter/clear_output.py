"""`clear_output`, at once and when the next output comes."""

# %% at-once
from IPython.display import clear_output, display

print("gone")
display("gone too")
clear_output()
print("kept")

# %% wait
for step in range(3):
    clear_output(wait=True)
    print("step", step)

# %% wait-without-next
print("stays")
clear_output(wait=True)

# %% empty-after
print("gone")
clear_output()

# %% wait-then-value
print("gone")
clear_output(wait=True)
"value"

# %% wait-then-error tags=["raises-exception"]
print("gone")
clear_output(wait=True)
1 / 0

# %% update-after-clear
display("gone", display_id="kept")
clear_output()
display("other")
display("new", display_id="kept")
