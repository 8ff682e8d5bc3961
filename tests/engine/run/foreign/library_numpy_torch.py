# %%
import numpy as np
import torch
# %%
torch.manual_seed(0)
np.random.default_rng(0).normal(size=3)
# %%
torch.arange(6).reshape(2, 3)
# %%
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())
model
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x ** 2).sum().backward()
x.grad
# %%
torch.set_printoptions(precision=2)
torch.tensor([3.14159])
# %%
np.set_printoptions(precision=2)
np.array([3.14159])
# %%
torch.__version__.split(".")[0]
# %%
opt = torch.optim.SGD(model.parameters(), lr=0.1)
opt
# %%
torch.save(model.state_dict(), "model.pt")
sorted(torch.load("model.pt"))
# %%
for epoch in range(2):
    loss = (model(torch.ones(1, 2)) ** 2).sum()
    opt.zero_grad(); loss.backward(); opt.step()
loss.item() >= 0
