# %%
import matplotlib
import matplotlib.pyplot as plt
# %%
matplotlib.get_backend()
# %%
fig = plt.figure(figsize=(2, 1))
plt.close(fig)
fig
# %%
from IPython.display import display
display(fig)
# %%
with plt.style.context("ggplot"):
    plt.plot([1, 2])
    plt.show()
# %%
ax = plt.gca()
ax.plot([1, 2])
ax
# %%
plt.ioff()
plt.plot([3, 4])
# %%
plt.show()
# %%
plt.get_fignums()
# %%
plt.xlabel("x")
