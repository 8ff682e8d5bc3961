# %%
%matplotlib inline
%config InlineBackend.figure_format = "svg"
# %%
here = %pwd
# %%
%env HOMEWORK=done
# %%
import os; os.environ["HOMEWORK"]
# %%
%%capture captured
print("hidden")
# %%
captured.stdout
# %%
%who_ls
# %%
%who
# %%
%whos
# %%
%precision 4
3.14159265
# %%
%%writefile -a notes.txt
one
# %%
%%writefile notes.txt
two
# %%
%pycat notes.txt
# %%
%psource os.path.join
# %%
%timeit -n1 -r1 -q 1 + 1
# %%
%%timeit -n1 -r1 -q
1 + 1
# %%
%macro again 1
# %% tags=["raises-exception"]
%no_such_magic
# %% tags=["raises-exception"]
%%no_such_cell_magic
1
# %%
%alias say echo said %s
# %%
%say hi
# %%
%sx echo sx
# %%
%%sx
echo one
echo two
# %%
%xmode Minimal
# %%
%reset -f
# %%
%automagic
# %%
%unload_ext storemagic
# %%
%pinfo len
# %%
%pdef sorted
# %%
%pdoc sorted
# %%
%colors nocolor
# %%
%rerun 1
