"""Several figures, shown at the end, by `show`, by `display`, as a value."""

# %% two-at-the-end
import matplotlib.pyplot as plt
from IPython.display import display

first, axis = plt.subplots(figsize=(2, 1))
axis.plot([1, 2])
second, other = plt.subplots(figsize=(2, 1))
other.bar(["a", "b"], [1, 2]);

# %% show-between
plt.figure(figsize=(2, 1))
plt.plot([1, 0])
plt.show()
print("between")
plt.figure(figsize=(2, 1))
plt.plot([0, 1])
plt.show()

# %% as-value
first

# %% displayed
display(second)

# %% new-and-value
figure, axes = plt.subplots(1, 2, figsize=(3, 1))
axes[0].imshow([[0, 1], [1, 0]])
figure

# %% closed
plt.figure(figsize=(2, 1))
plt.plot([1, 2])
plt.close()

# %% axes-array
plt.subplots(1, 2, figsize=(2, 1))[1]

# %% error-after tags=["raises-exception"]
plt.figure(figsize=(2, 1))
plt.plot([1, 2])
raise ValueError("after drawing")
