# %%
import time
for i in range(3):
    print("tick", i)
    time.sleep(0.3)
# %%
for i in range(3):
    print(i, end=" ", flush=True)
    time.sleep(0.1)
# %%
from IPython.display import clear_output
for i in range(3):
    clear_output(wait=True)
    print("now", i)
    time.sleep(0.25)
