# %%
%autosave 60
# %%
%autosave 0
# %% tags=["raises-exception"]
%autosave soon
# %%
%clear
# %%
%%writefile page.txt
words
# %%
%less page.txt
# %%
%more page.txt
# %% tags=["raises-exception"]
%less missing.txt
# %% tags=["raises-exception"]
%less
# %%
%man ls
# %%
%qtconsole
# %%
%subshell
# %% connect-info
%connect_info
# %%
%lsmagic
# %%
print(get_ipython().run_line_magic("lsmagic", ""))
