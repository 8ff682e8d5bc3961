"""Both streams of cells that take their time: a kernel shows them in the order written."""

# %% imports
import logging
import os
import subprocess
import sys
import threading
import time
import warnings

pause = 0.35  # a kernel sends off what is older than a fifth of a second

# %% epochs
for epoch in range(2):
    print("epoch", epoch)
    time.sleep(pause)
    print("  note", epoch, file=sys.stderr)
    time.sleep(pause)

# %% logs
logging.basicConfig(format="%(message)s", force=True)
print("begins")
time.sleep(pause)
logging.warning("careful")
time.sleep(pause)
print("goes on")
time.sleep(pause)
warnings.warn("odd", UserWarning, stacklevel=1)

# %% begun-line
print("loading ... ", end="")
time.sleep(pause)
print("slow", file=sys.stderr)
time.sleep(pause)
print("done")


# %% thread
def work():
    print("in the thread")
    time.sleep(pause)
    print("its error", file=sys.stderr)
    time.sleep(pause)


worker = threading.Thread(target=work)
worker.start()
worker.join()
print("after it")

# %% bars
for step in range(2):
    sys.stderr.write(f"\r{step + 1}/2")
    time.sleep(pause)
    print("step", step)
    time.sleep(pause)

# %% below-python
for turn in range(2):
    os.write(1, b"out\n")
    time.sleep(pause)
    os.write(2, b"err\n")
    time.sleep(pause)
print("and Python")

# %% of-a-child
script = f"echo one; sleep {pause}; echo two >&2; sleep {pause}; echo three; sleep {pause}"
subprocess.run(script, shell=True, check=True)
print("and Python")
