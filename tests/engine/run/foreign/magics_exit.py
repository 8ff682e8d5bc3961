# %%
print(exit, quit)
# %%
1
# %%
exit
