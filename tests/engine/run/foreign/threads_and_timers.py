# %%
import threading
def work(n): print("thread", n)
threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
for t in threads: t.start(); t.join()
# %%
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(lambda n: n * 2, range(3))))
# %%
def fail(): raise ValueError("in a thread")
t = threading.Thread(target=fail); t.start(); t.join()
# %%
timer = threading.Timer(0.05, lambda: print("timer")); timer.start(); timer.join()
# %%
threading.current_thread() is threading.main_thread()
# %%
import queue
q = queue.Queue(); q.put(1); q.get()
# %%
import time
late = threading.Thread(target=lambda: (time.sleep(0.2), print("late"))); late.start()
# %%
late.join(); print("joined")
