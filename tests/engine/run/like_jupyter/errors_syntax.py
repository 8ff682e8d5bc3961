"""Cells that do not compile."""

# %% before
print("runs")

# %% syntax tags=["raises-exception"]
print("never")
x = = 1

# %% unclosed tags=["raises-exception"]
f(1,

# %% indentation tags=["raises-exception"]
def f():
return 1

# %% unexpected-indent tags=["raises-exception"]
a = 1
    b = 2

# %% dedent tags=["raises-exception"]
if True:
        a = 1
    b = 2

# %% return-outside tags=["raises-exception"]
return 3

# %% break-outside tags=["raises-exception"]
break

# %% keyword tags=["raises-exception"]
f(a=1, a=2)

# %% by-eval tags=["raises-exception"]
eval("1 +")

# %% by-compile tags=["raises-exception"]
compile("a b", "own-name.py", "exec")

# %% after
"still running"
