# %%
x = 1
print(x)

# %% [markdown]
# words

# %%
y = """a
b"""
len(y)
