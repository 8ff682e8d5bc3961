r"""backward() can record its walk too, but then .grad holds on to the graph."""
# %% warned stderr="show"
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**3
y.backward(create_graph=True)
print(x.grad.requires_grad)
