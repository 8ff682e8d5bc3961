# %%
import subprocess, sys
subprocess.run(["echo", "run"]);
# %%
subprocess.run(["echo", "kept"], capture_output=True, text=True).stdout
# %%
subprocess.check_output([sys.executable, "-c", "print(1)"])
# %%
import os
import time
os.system("echo system"); time.sleep(0.3)
# %%
p = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
p.communicate("through")[0]
