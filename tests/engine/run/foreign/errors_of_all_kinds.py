# %% tags=["raises-exception"]
1 / 0
# %% tags=["raises-exception"]
undefined
# %% tags=["raises-exception"]
int("x")
# %% tags=["raises-exception"]
raise KeyError("k")
# %% tags=["raises-exception"]
x = = 1
# %% tags=["raises-exception"]
  indented = 1
 wrong = 2
# %% tags=["raises-exception"]
print "Python 2"
# %% tags=["raises-exception"]
try:
    1 / 0
except ZeroDivisionError as e:
    raise RuntimeError("second") from e
# %% tags=["raises-exception"]
def f(n): return f(n + 1)
f(0)
# %% tags=["raises-exception"]
import sys; sys.exit("bye")
# %% tags=["raises-exception"]
raise KeyboardInterrupt
# %% tags=["raises-exception"]
assert 1 == 2, "no"
# %% tags=["raises-exception"]
import nowhere_to_be_found
# %% tags=["raises-exception"]
print("out"); import sys; print("err", file=sys.stderr); raise ValueError("both")
# %% tags=["raises-exception"]
"unfinished
# %% tags=["raises-exception"]
(1,
# %% tags=["raises-exception"]
await = 3
# %% tags=["raises-exception"]
e = ValueError("noted"); e.add_note("a note"); raise e
# %% tags=["raises-exception"]
class Custom(Exception):
    def __str__(self): return "custom text"
raise Custom
# %%
"goes on"
# %% tags=["raises-exception"]
return 5
# %% tags=["raises-exception"]
yield 5
# %% tags=["raises-exception"]
open("missing.csv")
