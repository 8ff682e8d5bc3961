# %%
[name for name in dir() if name != "__file__"]
# %%
_, __, ___
# %%
1
# %%
_ + 1
# %%
__, _3, _4, Out[3]
# %%
_i3, _ih[4], len(In)
# %%
_ = 5
6
# %%
_
# %%
del _
7
# %%
_
# %%
x = 1
"x" in globals(), "x" in locals(), dir().count("x")
# %%
if True:
    inner = 1
    inner
# %%
for i in range(2): i
# %%
lambda: 1
