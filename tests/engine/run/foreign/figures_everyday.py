# %%
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
# %%
plt.plot([1, 2, 3])
# %%
plt.plot([1, 2]); plt.title("t"); plt.show()
print("after")
# %%
fig, ax = plt.subplots()
ax.bar(["a", "b"], [1, 2])
# %%
fig
# %%
plt.scatter([1], [1])
plt.show()
plt.plot([0, 1])
plt.show()
# %%
plt.figure(); plt.figure();
# %%
fig, axes = plt.subplots(1, 2, figsize=(4, 2))
axes[0].imshow(np.eye(3))
axes[1].hist([1, 1, 2]);
# %%
print("before")
plt.plot([1])
print("and after")
# %% tags=["raises-exception"]
plt.plot([2])
1 / 0
# %%
plt.close("all")
# %%
plt.rcParams["figure.figsize"]
# %%
plt.savefig("empty.png")
