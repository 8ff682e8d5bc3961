"""The shell as code sees it."""

# %% there
shell = get_ipython()
shell is not None

# %% count
shell.execution_count

# %% namespace
shell.user_ns is globals(), __name__

# %% evaluated
shell.ev("1 + 1")

# %% run-cell
shell.run_cell("print('nested'); 7 * 6")
print("after")

# %% hook
def announce(*_):
    print("post-run")


shell.events.register("post_run_cell", announce)

# %% hooked
"value"

# %% unhooked
shell.events.unregister("post_run_cell", announce)

# %% formatter
class Shy:
    pass


shell.display_formatter.formatters["text/html"].for_type(Shy, lambda shy: "<i>shy</i>")
shell.display_formatter.formatters["text/plain"].for_type(Shy, lambda shy, p, cycle: p.text("shy"))
Shy()

# %% interactivity
shell.ast_node_interactivity = "all"

# %% all-shown
1
"two"
x = 3
x

# %% custom-error tags=["raises-exception"]
shell.ast_node_interactivity = "last_expr"
from IPython.core.error import UsageError

raise UsageError("a usage error")
