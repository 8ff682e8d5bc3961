# %% [markdown]
# # Explore
# %%
import random, statistics
random.seed(0)
data = [random.gauss(0, 1) for _ in range(100)]
# %%
statistics.mean(data)
# %%
_
# %%
table = [["name", "n"], ["a", 1]]
from IPython.display import HTML
HTML("<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in table) + "</table>")
# %%
data[:3]
# %%
max(data), min(data)
# %%
data;
