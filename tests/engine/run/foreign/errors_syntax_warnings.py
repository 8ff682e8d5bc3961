# %%
x = 2
x is 5
# %%
def f():
    return x is "a"
    assert (x, "always")
f()
# %%
"\d"
# %%
"\d"
!echo after
# %%
x is 7
# %%
if x is 2: print("two")
# %%
[1, 2] is [1, 2]
# %%
await __import__("asyncio").sleep(0)
x is 9
