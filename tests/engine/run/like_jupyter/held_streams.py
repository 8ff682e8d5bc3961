"""A stream that an early cell took hold of still writes to the later cells."""

# %% hold
import contextlib
import io
import sys

out, err = sys.stdout, sys.stderr
out.write("first\n");

# %% later
out.write("second\n")
print("third")
err.write("err\n");

# %% same
out is sys.stdout, err is sys.stderr

# %% redirect
held = io.StringIO()
with contextlib.redirect_stdout(held):
    print("not shown")
print(repr(held.getvalue()))

# %% redirect-to-err
with contextlib.redirect_stdout(sys.stderr):
    print("on stderr")
