# %%
from multiprocessing import Process, Pool
p = Process(target=print, args=("in the child",)); p.start(); p.join()
p.exitcode
# %%
def square(n): return n * n
with Pool(2) as pool: print(pool.map(square, range(4)))
# %%
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(1) as pool: print(list(pool.map(square, [3])))
# %%
def noisy(n):
    print("child", n, flush=True)
p = Process(target=noisy, args=(1,)); p.start(); p.join()
# %%
import os
pid = os.fork()
if pid == 0:
    print("forked", flush=True)
    os._exit(0)
os.waitpid(pid, 0)[1]
