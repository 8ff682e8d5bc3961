"""What `write` gives back, and what streams say of themselves."""

# %% echo
import sys

sys.stdout.write("hello")

# %% echo-err
sys.stderr.write("hello ☂\n")

# %% lines
sys.stdout.writelines(["a\n", "b\n"])

# %% suppressed
sys.stdout.write("no value\n");

# %% tty
sys.stdout.isatty(), sys.stdout.writable(), sys.stdout.closed
