#%%
import sys
#%% Load the data
values = [3, 1, 2]
sorted(values)
#%% [markdown]
# # A heading
#%% md
# More words
#%%
"last"
# %% A title with = signs and "quotes"
len(values)
#%%
