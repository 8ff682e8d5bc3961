# ---
# title: The title
# author:
#   - One
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %%
1 + 1
