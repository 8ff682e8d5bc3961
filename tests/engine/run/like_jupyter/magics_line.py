"""Line magics that have the same outcome everywhere."""

# %% precision
# %precision 3
3.14159265

# %% precision-back
# %precision
3.14159265

# %% env
# %env LIKE_JUPYTER=yes

# %% env-read
import os

os.environ["LIKE_JUPYTER"]

# %% pprint-off
# %pprint
list(range(30)), {"a": "x" * 40, "b": "y" * 40}

# %% pprint-on
# %pprint

# %% who
alpha, beta = 1, "two"
# %who

# %% whos
# %whos int

# %% psource
def double(x):
    """Twice."""
    return 2 * x


double(4)

# %% assigned
names = %who_ls int
names

# %% unknown tags=["raises-exception"]
# %no_such_magic

# %% by-call
get_ipython().run_line_magic("precision", "2")

# %% xmode
# %xmode Plain

# %% xmode-error tags=["raises-exception"]
1 / 0

# %% question
double?

# %% double-question
double??

# %% question-mark-unknown
no_such_name?
