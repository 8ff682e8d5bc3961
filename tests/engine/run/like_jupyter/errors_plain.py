"""Errors that are allowed."""

# %% zero tags=["raises-exception"]
print("before")
1 / 0
print("never")

# %% goes-on
"goes on"

# %% key tags=["raises-exception"]
{}["a key"]

# %% assertion tags=["raises-exception"]
assert 1 == 2, "one is not two"

# %% bare-assertion tags=["raises-exception"]
assert []

# %% empty-message tags=["raises-exception"]
raise ValueError

# %% name tags=["raises-exception"]
undefined_name

# %% attribute tags=["raises-exception"]
(1).missing

# %% type tags=["raises-exception"]
"a" + 1

# %% index tags=["raises-exception"]
[][0]

# %% import tags=["raises-exception"]
import no_such_module_anywhere

# %% unicode tags=["raises-exception"]
b"\xff".decode()

# %% stop tags=["raises-exception"]
next(iter(()))

# %% os tags=["raises-exception"]
open("/no/such/file")

# %% recursion tags=["raises-exception"]
def forever():
    return forever()


forever()

# %% several-lines tags=["raises-exception"]
raise RuntimeError("line one\nline two\n")
