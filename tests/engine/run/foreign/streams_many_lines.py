# %%
for i in range(2000): print(i)
# %%
print("x" * 100_000)
# %%
"y" * 3000
