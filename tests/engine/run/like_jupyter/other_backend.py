"""Another back end, chosen before the first figure: figures wait for `show`."""

# %% choose
import matplotlib

matplotlib.use("nbagg")
import matplotlib.pyplot as plt

plt.isinteractive()

# %% draw
plt.figure()
plt.plot([1, 2])
plt.isinteractive()
