# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.16.4
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Train a small model

# %%
import torch
import torch.nn as nn
import matplotlib.pyplot as plt
# %matplotlib inline

# %%
torch.manual_seed(1)
X = torch.linspace(-1, 1, 20).unsqueeze(1)
y = X ** 2

# %%
net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
sum(p.numel() for p in net.parameters())

# %%
opt = torch.optim.Adam(net.parameters(), lr=0.05)
losses = []
for epoch in range(20):
    loss = ((net(X) - y) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
    if epoch % 10 == 0:
        print(f"epoch {epoch:3d}")

# %%
plt.plot([1, 0.5, 0.25])
plt.xlabel("epoch");

# %%
losses[-1] < losses[0]

# %% tags=["raises-exception"]
loss.backward()

# %%
# !echo trained
