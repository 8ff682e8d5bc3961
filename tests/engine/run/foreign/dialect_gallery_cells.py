# %%
# A title
# -------
# words in the way of Sphinx-Gallery

x = 1
# %%
# More words.
print(x)
