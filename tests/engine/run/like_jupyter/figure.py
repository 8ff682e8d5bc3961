"""One figure, shown at the end of its cell."""

# %% figure
import matplotlib.pyplot as plt

plt.plot([0, 1, 4, 9])
plt.title("squares");

# %% artists-returned
plt.plot([1, 2, 3])

# %% print-and-figure
print("before")
plt.plot([3, 2, 1], "o--")
print("after");

# %% text-returned
plt.figure(figsize=(2, 1))
plt.xlabel("x")

# %% nothing-drawn
print("no figure here")
