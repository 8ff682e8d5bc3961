"""torch.optim.lr_scheduler: a few ways to change the learning rate from step to step."""

import math

from .._missing import missing
from .._names_below import LR_SCHEDULER
from .._optimizer import Optimizer
from .._storage import warn
from .._types import _int, fault, refuse

EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, "
    "you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  "
    "Failure to do this will result in PyTorch skipping the first value of the learning rate "
    "schedule. See more details at "
    "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
OTHERS = ("get_lr", "load_state_dict", "state_dict")


class _Scheduler:
    """Sets the rate of each group when it is made, and again at each step."""

    def __init__(self, optimizer, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            fault(TypeError, f"{type(optimizer).__name__} is not an Optimizer")
        if last_epoch != -1:
            refuse("a schedule that goes on from an earlier one")
        self.optimizer, self.last_epoch, self._calls = optimizer, 0, 0
        optimizer.__dict__.setdefault("_schedules", [])
        if not optimizer._schedules:
            optimizer._opt_called = False
        optimizer._schedules.append(self)
        for group in optimizer.param_groups:
            group.setdefault("initial_lr", group["lr"])
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self._set()

    def __getattr__(self, name):
        if name in OTHERS or name.startswith("_"):
            refuse(f"{type(self).__name__}.{name}")
        fault(AttributeError, f"'{type(self).__name__}' object has no attribute '{name}'")

    def step(self, epoch=None):
        if epoch is not None:
            refuse("a step of a schedule to a given epoch")
        if not self._calls and not self.optimizer._opt_called:
            warn(EARLY)
        self._calls += 1
        self.last_epoch += 1
        self._set()

    def get_last_lr(self):
        return self._last

    def _set(self):
        groups = self.optimizer.param_groups
        if len(groups) != len(self.base_lrs):
            refuse("a schedule of groups that came later")
        for group, rate in zip(groups, self._rates([g["lr"] for g in groups]), strict=True):
            group["lr"] = rate
        self._last = [group["lr"] for group in groups]


def _whole(value, what):
    if not isinstance(value, _int) or value < 1:
        refuse(f"{what} that is no whole number above zero")


class StepLR(_Scheduler):
    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        _whole(step_size, "a step size")
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        if self.last_epoch == 0 or self.last_epoch % self.step_size:
            return now
        return [rate * self.gamma for rate in now]


class MultiStepLR(_Scheduler):
    def __init__(self, optimizer, milestones, gamma=0.1, last_epoch=-1):
        self._at, self.gamma = list(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        times = self._at.count(self.last_epoch)
        return [rate * self.gamma**times for rate in now] if times else now


class ExponentialLR(_Scheduler):
    def __init__(self, optimizer, gamma, last_epoch=-1):
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        return [rate * self.gamma for rate in now] if self.last_epoch else now


class LambdaLR(_Scheduler):
    def __init__(self, optimizer, lr_lambda, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            refuse("a schedule of something else than an optimizer")
        count = len(optimizer.param_groups)
        if not isinstance(lr_lambda, (list, tuple)):
            lr_lambda = [lr_lambda] * count
        if len(lr_lambda) != count:
            fault(ValueError, f"Expected {count} lr_lambdas, but got {len(lr_lambda)}")
        self.lr_lambdas = list(lr_lambda)
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        pairs = zip(self.lr_lambdas, self.base_lrs, strict=True)
        return [base * factor(self.last_epoch) for factor, base in pairs]


class CosineAnnealingLR(_Scheduler):
    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):  # noqa: N803  torch's name
        _whole(T_max, "a length")
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        at, length, least = self.last_epoch, self.T_max, self.eta_min
        if not at:
            return now
        if (at - 1 - length) % (2 * length) == 0:
            rise = 1 - math.cos(math.pi / length)
            pairs = zip(now, self.base_lrs, strict=True)
            return [rate + (base - least) * rise / 2 for rate, base in pairs]
        above = 1 + math.cos(math.pi * at / length)
        before = 1 + math.cos(math.pi * (at - 1) / length)
        return [above / before * (rate - least) + least for rate in now]


class LinearLR(_Scheduler):
    def __init__(
        self, optimizer, start_factor=1.0 / 3, end_factor=1.0, total_iters=5, last_epoch=-1
    ):
        _whole(total_iters, "a length")
        if not 0 < start_factor <= 1 or not 0 <= end_factor <= 1:
            refuse("LinearLR with these factors")
        self.start_factor, self.end_factor = start_factor, end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        at, start, span = self.last_epoch, self.start_factor, self.end_factor - self.start_factor
        if not at:
            return [rate * start for rate in now]
        if at > self.total_iters:
            return now
        return [rate * (1.0 + span / (self.total_iters * start + (at - 1) * span)) for rate in now]


def __getattr__(name):
    missing("torch.optim.lr_scheduler", name, LR_SCHEDULER)
