# %%
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.ast_node_interactivity = "all"
# %%
1
2
# %%
get_ipython().ast_node_interactivity = "all"
# %%
3
4
# %%
%config InteractiveShell.ast_node_interactivity = "last_expr_or_assign"
# %%
x = 5
# %%
%config InteractiveShell.ast_node_interactivity = "none"
# %%
6
# %%
%config InteractiveShell.ast_node_interactivity = "last_expr"
# %%
y = 7
# %%
%config PlainTextFormatter.max_seq_length = 5
list(range(20))
# %%
%pprint
# %%
[1, 2]
