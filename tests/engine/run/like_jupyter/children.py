"""What processes print that the notebook starts by a fork or a spawn."""

# %% fork
import os
import sys
import time
from multiprocessing import get_context

fork = get_context("fork")


def child(function, *arguments):
    process = fork.Process(target=function, args=arguments)
    process.start()
    process.join()
    time.sleep(0.1)  # a kernel reads in a thread what the child has written
    return process.exitcode


print("before")
code = child(print, "in the child")
print("after", code)


# %% pieces
def pieces():
    sys.stdout.write("no end")
    sys.stdout.write(" of the line\n")
    print("printed", flush=True)


child(pieces)


# %% error
def fail():
    raise ValueError("in the child")


print(child(fail))

# %% exit
print(child(sys.exit, 3), child(sys.exit, "a reason"))


# %% pool
def square(x):
    print("job", x)
    return x * x


with fork.Pool(1) as pool:
    print(pool.map(square, [2, 3]))
time.sleep(0.1)

# %% executor
from concurrent.futures import ProcessPoolExecutor

with ProcessPoolExecutor(1, mp_context=fork) as executor:
    print(list(executor.map(square, [4])))
time.sleep(0.1)

# %% bare
pid = os.fork()
if pid == 0:
    print("the copy")
    os._exit(0)
os.waitpid(pid, 0)
time.sleep(0.1)
print("the original")

# %% loader
from torch.utils.data import DataLoader

loader = DataLoader(range(4), batch_size=2, num_workers=1, worker_init_fn=lambda n: print("worker", n))
[batch.tolist() for batch in loader]

# %% grandchild
import subprocess

child(subprocess.run, ["echo", "grandchild"])

# %% displays
from IPython.display import HTML, display

child(display, HTML("<b>nobody sees this</b>"))

# %% spawn
sys.path.append("beside")
from in_module import fail, twice

spawn = get_context("spawn")
with spawn.Pool(1) as pool:
    print(pool.map(twice, [1, 2]))
time.sleep(0.1)

# %% spawn-print
process = spawn.Process(target=print, args=("spawned",))
process.start()
process.join()
time.sleep(0.1)

# %% spawn-error
process = spawn.Process(target=fail)
process.start()
process.join()
time.sleep(0.1)
process.exitcode

# %% guarded
if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=spawn) as executor:
        print(list(executor.map(twice, [5])))
time.sleep(0.1)

# %% server
%precision 3
process = get_context("forkserver").Process(target=print, args=("from the server",))
process.start()
process.join()
time.sleep(0.1)

# %% interactive
import __main__

hasattr(__main__, "__spec__"), __name__
