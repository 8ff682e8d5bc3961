# %%
import sys, pathlib
pathlib.Path("older.py").write_text(
    "import warnings\nwarnings.warn('old', FutureWarning, stacklevel=2)\nvalue = 1\n")
sys.path.insert(0, "")
# %%
import older
# %%
from importlib import reload, import_module
pathlib.Path("oldest.py").write_text(
    "import warnings\nwarnings.warn('oldest', UserWarning, stacklevel=3)\n");
# %%
import_module("oldest");
