r"""Short answers: DistributedDataParallel and parameters that a pass does not use."""
# %% unused
import torch
from torch.nn.parallel import DistributedDataParallel

torch.distributed.init_process_group(
    "gloo", store=torch.distributed.HashStore(), rank=0, world_size=1
)


class TwoHeads(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.unused = torch.nn.Linear(1, 1), torch.nn.Linear(1, 1)

    def forward(self, x):
        return self.used(x)


def two_rounds(**options):
    model = DistributedDataParallel(TwoHeads(), **options)
    for _ in range(2):
        model.zero_grad()
        model(torch.ones(1, 1)).sum().backward()
    return {name: p.grad for name, p in model.module.named_parameters()}


try:
    two_rounds()
except RuntimeError as error:
    print(str(error).split(". ")[0])

# %% found
gradients = two_rounds(find_unused_parameters=True)
print(gradients["used.weight"], gradients["unused.weight"])
torch.distributed.destroy_process_group()
