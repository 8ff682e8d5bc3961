"""Cells whose lines are unusual."""

# %% continuation
total = 1 + \
    2
total

# %% one-line
a = 1; b = 2; a + b

# %% one-line-quiet
a = 1; b = 2; a + b;

# %% trailing-comment
a + b  # a comment after

# %% comment-last
a
# a comment line after

# %% multi-line-string
text = """
# %% not a marker
  indented
"""
text

# %% parenthesised
(
    1
    + 2
)

# %% decorator-last
def f(): return "one line"
f()

# %% indented-prompt
>>> 1 + 1
2

# %% dedented-block
    x = 5
    x

# %% lambda-last
(lambda: 5)()

# %% try-last
try:
    "not shown"
finally:
    pass

# %% del
del a

# %% global-annotation
count: int = 3
count
