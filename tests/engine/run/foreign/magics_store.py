# %%
spam, eggs = 5, {"a": [1, 2]}
%store spam eggs
# %%
del spam
%store -r spam
spam
# %%
%store
# %%
%store eggs >eggs.txt
# %%
print(open("eggs.txt").read())
# %%
%store -d spam
%store
# %% tags=["raises-exception"]
%store -d nothing
# %% tags=["raises-exception"]
%store unknown_name
# %%
%store -z
%store -r
# %%
%store -r nothing
# %%
class Own: pass
own = Own()
%alias_magic t timeit
# %%
%load_ext storemagic
