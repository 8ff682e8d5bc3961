"""Writing to the process's own descriptors: order among the streams is not fixed in a kernel."""

# %% imports
import os
import subprocess
import sys
import time

# %% below-python
os.write(1, b"written below Python\n")
time.sleep(0.1)

# %% below-python-err
os.write(2, "on stderr ☂\n".encode());
time.sleep(0.1)

# %% child
subprocess.run([sys.executable, "-c", "print('from a child')"], check=True);
time.sleep(0.1)

# %% child-err
subprocess.run([sys.executable, "-c", "import sys; print('oops', file=sys.stderr)"], check=True)
time.sleep(0.1)

# %% mixed
print("by Python\n", end="")  # in one piece, which nothing can cut
os.write(1, b"by write\n")
print("by Python again\n", end="")
time.sleep(0.1)
