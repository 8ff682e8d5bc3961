# A comment at the top.
import sys

early = 1
print("before the first marker")

# %% marked
early

# %% stdin-less
sys.stdin.readline() if False else "nothing is read"
