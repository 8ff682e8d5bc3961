# %%
%precision 2
3.14159
# %%
# !echo stays a comment where commands stand as such
# %time x = 1
"x" in globals()
# %%
!echo run
