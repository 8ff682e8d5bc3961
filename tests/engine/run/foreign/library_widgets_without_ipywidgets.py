# %%
import comm
channel = comm.create_comm(target_name="none", data={"a": 1})
channel.send({"b": 2})
channel.close()
# %%
import tempfile, os
with tempfile.TemporaryDirectory() as folder:
    print(os.listdir(folder))
