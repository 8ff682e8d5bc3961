# %%
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
# %%
plt.plot([1, 2])
plt.show()
# %%
plt.isinteractive(), plt.get_fignums()
# %%
fig = plt.figure()
# %%
fig
# %%
%matplotlib inline
plt.plot([1])
