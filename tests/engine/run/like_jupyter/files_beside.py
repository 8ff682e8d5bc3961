"""Files that lie beside the notebook: read, written over, listed, and run."""

# %% read
import os
import sys
from pathlib import Path

open("beside/numbers.csv").read(), Path("beside/deep/note.txt").read_text()

# %% by-a-library
import numpy as np

np.loadtxt("beside/numbers.csv", delimiter=",")

# %% ask
[os.path.exists(name) for name in ("beside", "beside/numbers.csv", "beside/none.csv")]

# %% list
sorted(os.listdir("beside")), sorted(Path("beside").glob("**/*.txt"))

# %% walk
[(folder, sorted(set(names) - {"__pycache__"})) for folder, _, names in sorted(os.walk("beside/deep"))]

# %% shell
!cat beside/numbers.csv
!ls beside/deep

# %% another-language
%%bash
wc -l < beside/numbers.csv

# %% process
import subprocess

subprocess.run(["cat", "beside/deep/note.txt"], capture_output=True, text=True).stdout

# %% run
%run beside/script.py
total

# %% script
!{sys.executable} beside/script.py

# %% load
%pycat beside/script.py

# %% write
with open("beside/numbers.csv", "a") as numbers:
    numbers.write("4\n")
!echo 5 >> beside/numbers.csv
print(open("beside/numbers.csv").read())

# %% new
os.makedirs("made/deeper", exist_ok=True)
Path("made/deeper/x.txt").write_text("new")
sorted(Path("made").rglob("*"))

# %% writefile
%%writefile beside/script.py
print("written over")

# %% written
%run beside/script.py

# %% remove
import shutil

os.rename("beside/numbers.csv", "beside/renamed.csv")
shutil.rmtree("beside/deep")
sorted(set(os.listdir("beside")) - {"__pycache__"})

# %% folder
%cd -q beside
open("renamed.csv").readline(), os.path.basename(os.getcwd()), Path("renamed.csv").resolve().name

# %% up
os.chdir("..")
os.path.exists("../none"), os.path.exists("beside/renamed.csv")

# %% missing tags=["raises-exception"]
open("none.csv")
