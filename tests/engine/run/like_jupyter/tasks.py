"""Tasks on the loop in which cells run."""

# %% begin
import asyncio

import numpy as np


async def work(n):
    await asyncio.sleep(0.01)
    return n


task = asyncio.create_task(work(1))

# %% await-later
await task

# %% loop
loop = asyncio.get_running_loop()
loop.is_running(), asyncio.get_event_loop() is loop, asyncio.current_task() is None


# %% at-once
async def quick():
    return "quick"


quickly = asyncio.ensure_future(quick())
print("begun")

# %% done
quickly.done(), quickly.result()


# %% fails
async def fail():
    raise ValueError("lost")


failing = loop.create_task(fail())

# %% failed
failing.done(), repr(failing.exception())

# %% gathered
gathered = asyncio.gather(work(2), work(3))

# %% gather
await gathered

# %% group
async with asyncio.TaskGroup() as group:
    one = group.create_task(work(4))
one.result()

# %% called
loop.call_later(0.01, print, "called")
await asyncio.sleep(0.05)

# %% queue
queue = asyncio.Queue()


async def produce():
    for n in range(3):
        await queue.put(n)
        await asyncio.sleep(0)


producer = asyncio.create_task(produce())

# %% consume
[await queue.get() for _ in range(3)]

# %% event
event = asyncio.Event()
waiting = asyncio.create_task(event.wait())

# %% set
event.set()
await waiting

# %% executor
await loop.run_in_executor(None, lambda: 5)

# %% again tags=["raises-exception"]
coroutine = work(9)
loop.run_until_complete(coroutine)

# %% close
coroutine.close()

# %% cancel
forever = asyncio.create_task(asyncio.sleep(100))
forever.cancel()

# %% cancelled
forever.cancelled()

# %% timeout tags=["raises-exception"]
await asyncio.wait_for(asyncio.sleep(5), 0.01)

# %% left
left = asyncio.create_task(asyncio.sleep(100))

# %% context
import contextvars
import decimal

variable = contextvars.ContextVar("variable", default=0)
variable.set(5)
decimal.getcontext().prec = 4
before = np.seterr(all="ignore")

# %% kept
variable.get(), decimal.Decimal(1) / 3, np.geterr()["divide"], np.array(1.0) / 0
