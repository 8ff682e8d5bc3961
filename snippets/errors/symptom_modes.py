r"""One line says in which mode a piece of a program runs."""
# %% modes
import torch

model = torch.nn.Linear(2, 1)
batch = torch.ones(4, 2)


def modes(where):
    flags = (
        model.training,
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        model(batch).requires_grad,
    )
    print(f"{where:11}", *(f"{flag!s:9}" for flag in flags))


print("            training  grad on   inference result records")
modes("train()")
model.eval()
modes("eval()")
with torch.no_grad():
    modes(" no_grad")
with torch.inference_mode():
    modes(" inference")
