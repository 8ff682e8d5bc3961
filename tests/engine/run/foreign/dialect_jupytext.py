# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.16.4
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Linear regression
#
# A *first* look at the data.

# %%
import numpy as np

# %%
x = np.arange(5)
x ** 2

# %% tags=["parameters"]
learning_rate = 0.1

# %% [markdown]
# ## Results

# %%
print(f"rate {learning_rate}")
x.mean()
