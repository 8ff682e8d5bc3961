"""Values whose text takes many lines."""

# %% dict
{f"key {number}": list(range(number)) for number in range(8)}

# %% long-list
list(range(1100))

# %% nested
{"name": "a long enough name to break lines", "children": [{"id": n, "tags": {"x", "y"}, "more": ("tuple", n) * 4} for n in range(5)]}

# %% long-text
"word " * 60

# %% many-lines
"\n".join("line" for _ in range(5))

# %% recursive
loop = [1, 2]
loop.append(loop)
loop

# %% collections
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple

Counter("abracadabra"), OrderedDict(a=1), defaultdict(list, a=[1]), deque([1, 2], maxlen=3)

# %% namedtuple
namedtuple("Point", "x y")(1, 2)

# %% namespace
import types

types.SimpleNamespace(alpha=list(range(20)), beta="b" * 30, gamma={"c": "d" * 30})
