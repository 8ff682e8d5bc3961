# %%
import matplotlib
%config
# %%
%config ZMQInteractiveShell.ast_node_interactivity
# %%
%config IPCompleter.use_jedi = False
# %% tags=["raises-exception"]
%config NoSuchClass.x = 1
