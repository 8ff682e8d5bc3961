# -*- coding: utf-8 -*-
# %% id="a1b2" outputId="x"
import os
"COLAB_GPU" in os.environ
# %% colab={"base_uri": "https://localhost/", "height": 34} id="c3"
{"a": 1, "b": [1, 2]}
# %% [markdown] id="d4"
# Some words
# %% cellView="form"
# @title Pick a number
number = 3 # @param {type: "integer"}
number * 2
