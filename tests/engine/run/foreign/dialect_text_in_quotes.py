# %% [markdown]
"""
# Title

words
"""
# %%
1
# %% [markdown]
r'''
$\alpha$
'''
# %% [raw]
"""
raw
"""
# %%
2
