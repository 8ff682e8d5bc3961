"""Text with bytes that are no UTF-8, as of file names: a notebook cannot hold it."""

# %% error tags=["raises-exception"]
raise ValueError("no file \udc80\udcff")

# %% printed
print("name", "\udc80")

# %% bytes-that-are-utf8
print(b"caf\xc3\xa9".decode("ascii", "surrogateescape"))

# %% on-stderr
import sys

print("\udc80", file=sys.stderr)

# %% value
"\udc80"


# %% own-repr
class Name:
    def __repr__(self):
        return "<name \udc80>"


Name()

# %% html
from IPython.display import HTML, display

display(HTML("<b>\udc80</b>"), metadata={"note": "\udc80"})

# %% json
display({"application/json": {"k\udc80": ["\udc80"]}, "text/plain": "x"}, raw=True)

# %% undecodable-file
import os

os.fsdecode(b"caf\xe9.txt")

# %% missing tags=["raises-exception"]
open(os.fsdecode(b"caf\xe9.txt"))
