"""A flush fixes where one stream's text stands among the other's."""

# %% imports
import sys

# %% flushed
print("out 1", flush=True)
print("err 1", file=sys.stderr, flush=True)
print("out 2", flush=True)
print("err 2", file=sys.stderr, flush=True)

# %% only-one-flushed
print("err first written", file=sys.stderr)
print("out", flush=True)
print("out again")
sys.stderr.flush()

# %% flushed-by-method
sys.stdout.write("a")
sys.stdout.flush()
sys.stderr.write("b")
sys.stderr.flush()
sys.stdout.write("c\n");
