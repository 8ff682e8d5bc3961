# %%
import matplotlib.pyplot as plt
fig, ax = plt.subplots(figsize=(2, 1))
# %%
%matplotlib inline
# %%
plt.plot([3, 1])
# %%
from matplotlib_inline.backend_inline import set_matplotlib_formats
set_matplotlib_formats("svg")
# %%
import numpy as np
plt.imshow(np.eye(2))
plt.colorbar()
# %%
from matplotlib import animation
fig, ax = plt.subplots()
line, = ax.plot([0, 1])
a = animation.FuncAnimation(fig, lambda i: line.set_ydata([0, i]), frames=2)
plt.close(fig)
len(a.to_jshtml()) > 1000
