"""Printing in threads that the cell joins."""

# %% one
import threading

thread = threading.Thread(target=lambda: print("in the thread"))
thread.start()
thread.join()
print("joined")

# %% several
lock = threading.Lock()


def work(number, turn):
    turn.wait()
    with lock:
        print("thread", number)


turns = [threading.Event() for _ in range(3)]
workers = [threading.Thread(target=work, args=(n, turns[n])) for n in range(3)]
for worker in workers:
    worker.start()
for turn, worker in zip(turns, workers):
    turn.set()
    worker.join()

# %% pool
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(2) as pool:
    squares = list(pool.map(lambda n: n * n, range(5)))
squares

# %% stderr
import sys

thread = threading.Thread(target=lambda: print("err", file=sys.stderr))
thread.start()
thread.join()

# %% error-in-thread
def fails():
    raise ValueError("in a thread")


thread = threading.Thread(target=fails, name="worker")
thread.start()
thread.join()
print("goes on")
