# %%
print("a", end=""); print("b", 1, None, sep="-")
# %%
import sys
sys.stdout.write("no newline")
# %%
sys.stderr.write("err\n")
# %%
print("flushed", flush=True); print("next")
# %%
print("\r10%\r20%\r30%")
# %%
print("a\bb\tc\x07")
# %%
print("é ü 漢字 😀")
# %%
print()
# %%
print("out"); print("err", file=sys.stderr); print("out again")
# %%
import io, contextlib
with contextlib.redirect_stdout(io.StringIO()) as taken:
    print("taken")
taken.getvalue()
# %%
sys.stdout.writelines(["1\n", "2\n"])
# %%
print("x" * 5000)
# %%
sys.stdout.flush()
# %%
from IPython.utils.capture import capture_output
with capture_output() as c:
    print("captured"); 1
c.stdout
