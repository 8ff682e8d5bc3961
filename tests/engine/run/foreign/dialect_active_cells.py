# %% active="ipynb"
# x = 1
# print(x)
# %% active="py"
x = 2
# %% tags=["active-ipynb"]
# x + 1
# %% active="ipynb,py"
x + 2
