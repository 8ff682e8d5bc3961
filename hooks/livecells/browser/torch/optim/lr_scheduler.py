"""torch.optim.lr_scheduler: a few ways to change the learning rate from step to step."""

import math
import types
from collections import Counter

from .._lazily import member
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


class _Scheduler:
    """Sets the rate of each group when it is made, and again at each step.

    What it keeps has torch's names and order, for `state_dict` tells them.
    """

    def __init__(self, optimizer, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            fault(TypeError, f"{type(optimizer).__name__} is not an Optimizer")
        if last_epoch != -1:
            refuse("a schedule that goes on from an earlier one")
        self.optimizer = optimizer
        for group in optimizer.param_groups:
            group.setdefault("initial_lr", group["lr"])
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = -1
        optimizer.__dict__.setdefault("_opt_called", False)
        if not optimizer.__dict__.get("_watched"):
            optimizer._opt_called, optimizer._watched = False, True
        self._initial_step()

    def _initial_step(self):
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def __getattr__(self, name):
        if name == "get_lr" or name.startswith("_"):
            refuse(f"{type(self).__name__}.{name}")
        fault(AttributeError, f"'{type(self).__name__}' object has no attribute '{name}'")

    def step(self, epoch=None):
        if epoch is not None:
            refuse("a step of a schedule to a given epoch")
        if self._step_count == 1 and not self.optimizer._opt_called:
            warn(EARLY)
        self._step_count += 1
        self.last_epoch += 1
        self._set(self._rates)

    def state_dict(self):
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict):
        self.__dict__.update(state_dict)

    def _restarted(self):
        """The rates at epoch 0 by the closed form, as where another schedule ends."""
        self.last_epoch = 0
        self._set(self._first)

    def _first(self, now):
        return list(self.base_lrs)

    def get_last_lr(self):
        return self._last_lr

    def _set(self, rates):
        self._get_lr_called_within_step = False
        groups = self.optimizer.param_groups
        if len(groups) != len(self.base_lrs):
            refuse("a schedule of groups that came later")
        for group, rate in zip(groups, rates([g["lr"] for g in groups]), strict=True):
            group["lr"] = rate
        self._last_lr = [group["lr"] for group in groups]


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
        self.milestones, self.gamma = Counter(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        times = self.milestones[self.last_epoch]
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

    _first = _rates

    def state_dict(self):
        return _without(super().state_dict(), self.lr_lambdas)

    def load_state_dict(self, state_dict):
        self.__dict__.update({k: v for k, v in state_dict.items() if k != "lr_lambdas"})


def _without(state, functions):
    """The state with nothing in place of plain functions, which torch does not keep."""
    if not all(isinstance(fn, types.FunctionType) for fn in functions):
        refuse("the state of a schedule by objects")
    del state["lr_lambdas"]
    return {**state, "lr_lambdas": [None] * len(functions)}


class CosineAnnealingLR(_Scheduler):
    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):  # noqa: N803  torch's name
        _whole(T_max, "a length")
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def _first(self, now):
        least = self.eta_min
        return [least + (base - least) * 2 / 2 for base in self.base_lrs]

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

    def _first(self, now):
        return [base * self.start_factor for base in self.base_lrs]

    def _rates(self, now):
        at, start, span = self.last_epoch, self.start_factor, self.end_factor - self.start_factor
        if not at:
            return [rate * start for rate in now]
        if at > self.total_iters:
            return now
        return [rate * (1.0 + span / (self.total_iters * start + (at - 1) * span)) for rate in now]


LATER = {
    "._more_schedules": "ReduceLROnPlateau ConstantLR MultiplicativeLR PolynomialLR "
    "CosineAnnealingWarmRestarts OneCycleLR SequentialLR"
}


def __getattr__(name):
    found = member(LATER, "torch.optim", name, __name__)
    return found or missing("torch.optim.lr_scheduler", name, LR_SCHEDULER)
