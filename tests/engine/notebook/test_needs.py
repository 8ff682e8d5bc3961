"""What code needs beside Python and PyTorch."""

from pathlib import Path

import pytest

from livecells.notebook.needs import needs


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["import torch\nfrom torch import nn\nimport math, os.path"], []),
        (["import matplotlib.pyplot as plt"], ["matplotlib"]),
        (["from numpy.linalg import norm\nimport pandas as pd"], ["numpy", "pandas"]),
        (["x.detach().numpy()"], ["numpy"]),
        (["torch.from_numpy(a)"], ["numpy"]),
        (["x.tolist()", "def f():\n    import scipy"], ["scipy"]),
        (["from . import near\nfrom .far import thing"], []),
        (["import beside\nimport folder.part"], []),
        (["%matplotlib inline", "import numpy"], ["numpy"]),
        (["# import numpy", "'import numpy'"], []),
    ],
)
def test_libraries_are_named_that_cells_import_or_call(
    cells: list[str], found: list[str], tmp_path: Path
) -> None:
    (tmp_path / "beside.py").touch()
    (tmp_path / "folder").mkdir()
    assert needs(cells, tmp_path) == found
