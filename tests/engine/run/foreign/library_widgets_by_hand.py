# %%
import comm
model = {"_model_module": "@jupyter-widgets/output", "_model_module_version": "1.0.0",
         "_model_name": "OutputModel", "outputs": [], "msg_id": ""}
out = comm.create_comm(target_name="jupyter.widget", metadata={"version": "2.1.0"},
                       data={"state": model, "buffer_paths": []})
out.on_msg(lambda message: received.append(message["content"]["data"]))
received = []
def send(**state): out.send({"method": "update", "state": state, "buffer_paths": []})
def mine(): send(msg_id=get_ipython().get_parent()["header"]["msg_id"])
# %%
print("before")
import sys; sys.stdout.flush()
mine()
print("inside")
from IPython.display import display
display("shown")
sys.stdout.flush()
send(msg_id="")
print("after")
# %%
received[-1]["method"], received[-1]["state"]["outputs"]
# %%
mine()
display("more")
from IPython.display import clear_output
clear_output()
display("left")
send(msg_id="")
# %%
received[-1]["state"]["outputs"]
# %%
other = comm.create_comm(target_name="mine", data={"x": 1})
other.send({"state": 1} if False else {"y": 2})
other.close()
