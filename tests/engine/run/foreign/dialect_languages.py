# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.16.4
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% language="bash"
# echo hi
# for i in 1 2 3; do
#   echo "line $i"
# done

# %% language="html"
# <b>bold</b> and <i>italic</i>

# %% language="latex"
# \begin{align}
# E &= mc^2
# \end{align}

# %% language="javascript"
# console.log("never run here")

# %% language="svg"
# <svg width="10" height="10"><circle cx="5" cy="5" r="4"/></svg>

# %% language="markdown"
# # A title
#
# - and *words*

# %% language="sh"
# echo from sh; echo to stderr >&2

# %% language="script" magic_args="bash --no-raise-error"
# echo before
# false

# %% tags=["raises-exception"] language="bash"
# echo it fails
# exit 3

# %% language="perl"
# print "perl ", 1 + 1, "\n";

# %% tags=["raises-exception"] language="sql"
# select 1

# %% language="bash" magic_args="--out listing"
# echo kept

# %%
listing
