# %%
# nothing but a comment
# %%

# %%
   
# %%
1;
# %%
1; 2
