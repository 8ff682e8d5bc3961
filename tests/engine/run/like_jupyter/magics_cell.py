"""Cell magics."""

# %% capture
# %%capture captured
import sys

print("captured out")
print("captured err", file=sys.stderr)
"captured value"

# %% captured
captured.stdout, captured.stderr, len(captured.outputs)

# %% shown-again
captured.show()

# %% html
# %%html
<b>bold</b>

# %% markdown
# %%markdown
**bold** ☂

# %% latex
# %%latex
$x^2$

# %% svg
# %%svg
<svg xmlns="http://www.w3.org/2000/svg"></svg>

# %% javascript
# %%javascript
1 + 1

# %% capture-nothing
# %%capture
print("gone")

# %% unknown tags=["raises-exception"]
# %%no_such_magic
text
