# %%
print("a cell without a title")

# %%

# %%
# only a comment

# %%
"a value"

# %% title with spaces and ☂

print("after a blank line")

# %% [markdown] a titled text
# text

# %% tags=["raises-exception"]
1 / 0

# %%
"last"
