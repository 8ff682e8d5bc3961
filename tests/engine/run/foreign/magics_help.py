# %%
len?
# %%
?len
# %%
import collections
collections.Counter??
# %%
*int*?
# %%
help(len)
# %%
def documented(x: int) -> int:
    """Adds one."""
    return x + 1

documented?
# %%
help(documented)
# %%
%pinfo2 documented
