"""`await` at the top level."""

# %% await
import asyncio

await asyncio.sleep(0)
print("awaited")

# %% value
async def answer():
    await asyncio.sleep(0)
    return 42


await answer()

# %% gather
await asyncio.gather(*(answer() for _ in range(3)))

# %% async-for
async def count(limit):
    for number in range(limit):
        yield number


async for number in count(2):
    print(number)

# %% comprehension
[number async for number in count(3)]

# %% async-with
import contextlib


@contextlib.asynccontextmanager
async def shelter():
    print("in")
    yield "value"
    print("out")


async with shelter() as held:
    print(held)

# %% task
task = asyncio.create_task(answer())
await task

# %% error tags=["raises-exception"]
async def fails():
    raise ValueError("async")


await fails()

# %% quiet
await answer();

# %% timeout tags=["raises-exception"]
await asyncio.wait_for(asyncio.sleep(5), 0.01)
