# %%
1
# %%
_ + 1
# %%
__, _1, _2, Out[1]
# %%
_i1, _ih[2], len(In)
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
