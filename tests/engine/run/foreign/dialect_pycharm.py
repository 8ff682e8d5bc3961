#%% md
# A text
#%%
total = 0
for i in range(3):
    total += i
#%%
total
#%%
if __name__ == "__main__":
    print("main")
