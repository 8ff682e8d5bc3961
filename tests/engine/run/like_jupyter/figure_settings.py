"""Figures under settings that cells make."""

# %% magic
# %matplotlib inline

# %% rc
import matplotlib.pyplot as plt
import numpy as np

plt.rcParams["figure.figsize"] = (2, 1.5)
x = np.linspace(0, 6, 30)
plt.plot(x, np.sin(x))
plt.show()

# %% kept
plt.scatter(x, np.cos(x), c=x)
plt.colorbar()
plt.show()

# %% png
# %config InlineBackend.figure_formats = ["png"]
plt.plot(x, x**2)
plt.show()

# %% math-text
# %config InlineBackend.figure_formats = ["svg"]
plt.plot(x, x**2, label=r"$x^2$")
plt.legend()
plt.show()
