r"""A state that is carried from round to round carries the record of all rounds before."""
# %% first-round
import torch

w = torch.tensor(0.5, requires_grad=True)
start = torch.tensor(1.0)
after_one = torch.tanh(w * start)
after_one.backward()
print(w.grad)

# %% second-round raises="RuntimeError: Trying to backward through the graph a second time"
after_two = torch.tanh(w * after_one)
after_two.backward()
