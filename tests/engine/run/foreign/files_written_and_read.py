# %%
with open("data.csv", "w") as f: f.write("a,b\n1,2\n")
# %%
open("data.csv").read()
# %%
import csv
list(csv.reader(open("data.csv")))
# %%
import pathlib
sorted(p.name for p in pathlib.Path(".").glob("data*"))
# %%
!cat data.csv
# %%
%%writefile mod_written.py
value = 42
# %%
import sys; sys.path.insert(0, "")
import mod_written; mod_written.value
# %%
%run mod_written.py
value
# %%
%load_ext autoreload
%autoreload 2
# %%
import numpy as np
np.savetxt("x.txt", np.eye(2)); np.loadtxt("x.txt")
# %%
from IPython.display import Image, FileLink
FileLink("data.csv")
# %%
import os
os.path.exists("data.csv"), os.listdir(".").count("data.csv")
