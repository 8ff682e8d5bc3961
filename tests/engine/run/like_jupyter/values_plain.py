"""Bare last expressions of the built-in kinds."""

# %% number
6 * 7

# %% float
0.1 + 0.2

# %% text
"it's \"quoted\" \n and split"

# %% none
None

# %% semicolon
"not shown";

# %% semicolon-comment
"not shown either";  # a comment

# %% tuple
1, "two", (3.0, None)

# %% empty-containers
[], {}, set(), (), frozenset()

# %% set
{3, 1, 2}

# %% bytes
b"\x00abc"

# %% assignment
y = 5

# %% walrus
(z := y + 1)

# %% condition
if z:
    "not shown: not at the top level"

# %% several
"first is not shown"
"last is"

# %% ellipsis
...

# %% complex
1 + 2j, True, range(3), slice(1, 2)
