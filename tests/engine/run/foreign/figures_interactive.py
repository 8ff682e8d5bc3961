# %%
import matplotlib
import matplotlib.pyplot as plt
plt.isinteractive(), matplotlib.is_interactive()
# %%
%config
# %%
plt.plot([1, 2])
plt.isinteractive()
# %%
%config InlineBackend.close_figures = False
fig, ax = plt.subplots()
# %%
ax.plot([1, 2]);
# %%
plt.close("all")
%config InlineBackend.close_figures = True
# %%
plt.rcParams["figure.dpi"], matplotlib.get_backend()
