# %%
open("numbers.csv").read()
# %%
!cat numbers.csv
# %%
%run beside_script.py
# %%
import beside_module
beside_module.value
# %%
from pathlib import Path
Path("numbers.csv").read_text()
# %%
import numpy as np
np.loadtxt("numbers.csv", delimiter=",")
# %%
!python3 beside_script.py
# %%
from IPython.display import FileLinks, Markdown
Markdown(filename="numbers.csv")
