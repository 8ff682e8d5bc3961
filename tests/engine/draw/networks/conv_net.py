r"""A convolutional network."""

# %% model
import torch
from torch import nn

torch.manual_seed(1)
model = nn.Sequential(
    nn.Conv2d(1, 4, 3, padding=1),
    nn.BatchNorm2d(4),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(4, 8, 3, padding=1),
    nn.BatchNorm2d(8),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Dropout(0.25),
    nn.Linear(8, 10),
)
images, labels = torch.randn(6, 1, 8, 8), torch.randint(0, 10, (6,))
# %% forward
loss = nn.CrossEntropyLoss(label_smoothing=0.1)(model(images), labels)
# %% backward
loss.backward()
print(loss)
