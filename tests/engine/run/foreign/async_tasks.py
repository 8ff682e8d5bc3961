# %%
import asyncio
async def later(n):
    await asyncio.sleep(0.01)
    print("done", n)
    return n
# %%
task = asyncio.create_task(later(1))
# %%
await task
# %%
loop = asyncio.get_running_loop(); loop.is_running()
# %% run tags=["raises-exception"]
asyncio.run(later(2))
