# %%
import asyncio
await asyncio.sleep(0)
# %%
async def f(): return 5
await f()
# %%
await asyncio.gather(f(), f())
# %%
async with asyncio.timeout(1): print("in time")
# %%
async def count():
    for i in range(3): yield i
[i async for i in count()]
# %%
async for i in count(): print(i)
# %% tags=["raises-exception"]
async def bad(): raise ValueError("awaited")
await bad()
# %%
q = asyncio.Queue(); await q.put(1); await q.get()
