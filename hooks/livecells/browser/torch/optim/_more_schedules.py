"""More ways to change the learning rate; they are loaded when they are named."""

import math
from bisect import bisect_right

from .._optimizer import Optimizer
from .._types import _int, fault, refuse
from .lr_scheduler import LambdaLR, _Scheduler

NO_LENGTH = "You must define either total_steps OR (epochs AND steps_per_epoch)"
NO_MOMENTUM = "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"
TOO_MANY = "Tried to step %d times. The specified number of total steps is %d"


class ConstantLR(_Scheduler):
    def __init__(self, optimizer, factor=1.0 / 3, total_iters=5, last_epoch=-1):
        if factor > 1.0 or factor < 0:
            text = "Constant multiplicative factor expected to be between 0 and 1."
            fault(ValueError, text)
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        if self.last_epoch == 0:
            return [rate * self.factor for rate in now]
        if self.last_epoch != self.total_iters:
            return now
        return [rate * (1.0 / self.factor) for rate in now]

    def _first(self, now):
        late = self.total_iters <= 0
        return [base * (self.factor + late * (1 - self.factor)) for base in self.base_lrs]


class MultiplicativeLR(LambdaLR):
    def _rates(self, now):
        if self._is_initial:
            return now
        pairs = zip(self.lr_lambdas, now, strict=True)
        return [rate * factor(self.last_epoch) for factor, rate in pairs]

    def _first(self, now):
        refuse("MultiplicativeLR after another schedule")


class PolynomialLR(_Scheduler):
    def __init__(self, optimizer, total_iters=5, power=1.0, last_epoch=-1):
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def _rates(self, now):
        if self._is_initial or self.last_epoch > self.total_iters:
            return now
        left = 1.0 - self.last_epoch / self.total_iters
        before = 1.0 - (self.last_epoch - 1) / self.total_iters
        return [rate * (left / before) ** self.power for rate in now]

    def _first(self, now):
        return [base * (1.0 - 0 / self.total_iters) ** self.power for base in self.base_lrs]


class CosineAnnealingWarmRestarts(_Scheduler):
    def __init__(self, optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1):  # noqa: N803  torch's
        if T_0 <= 0 or not isinstance(T_0, _int):
            fault(ValueError, f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, _int):
            fault(ValueError, f"Expected integer T_mult >= 1, but got {T_mult}")
        self.T_0, self.T_i, self.T_mult, self.eta_min = T_0, T_0, T_mult, eta_min
        self.T_cur = last_epoch
        super().__init__(optimizer, last_epoch)

    def step(self, epoch=None):
        if epoch is not None:
            refuse("a step of a schedule to a given epoch")
        if self.last_epoch < 0:
            self.T_i, self.T_cur, self.last_epoch = self.T_0, 0, 0
        else:
            self.last_epoch, self.T_cur = self.last_epoch + 1, self.T_cur + 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
        self._set(self._rates)

    def _rates(self, now):
        least, rise = self.eta_min, 1 + math.cos(math.pi * self.T_cur / self.T_i)
        return [least + (base - least) * rise / 2 for base in self.base_lrs]

    def _first(self, now):
        refuse("CosineAnnealingWarmRestarts after another schedule")


class OneCycleLR(_Scheduler):
    def __init__(
        self,
        optimizer,
        max_lr,
        total_steps=None,
        epochs=None,
        steps_per_epoch=None,
        pct_start=0.3,
        anneal_strategy="cos",
        cycle_momentum=True,
        base_momentum=0.85,
        max_momentum=0.95,
        div_factor=25.0,
        final_div_factor=1e4,
        three_phase=False,
        last_epoch=-1,
    ):
        if total_steps is None and (epochs is None or steps_per_epoch is None):
            fault(ValueError, NO_LENGTH)
        count = epochs * steps_per_epoch if total_steps is None else total_steps
        if total_steps is not None and (not isinstance(count, _int) or count <= 0):
            fault(ValueError, f"Expected positive integer total_steps, but got {total_steps}")
        many = isinstance(max_lr, (list, tuple)) or isinstance(base_momentum, (list, tuple))
        if anneal_strategy not in ("cos", "linear") or not isinstance(pct_start, float) or many:
            refuse("OneCycleLR with these settings")
        self.total_steps = count
        self._cosine, self._cycles = anneal_strategy == "cos", cycle_momentum
        self._phases = _phases(pct_start, count, three_phase)
        for group in optimizer.param_groups:
            group["initial_lr"] = max_lr / div_factor
            group["max_lr"] = max_lr
            group["min_lr"] = group["initial_lr"] / final_div_factor
        if cycle_momentum:
            self._momenta(optimizer, max_momentum, base_momentum)
        super().__init__(optimizer, last_epoch)

    def _momenta(self, optimizer, most, least):
        if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
            fault(ValueError, NO_MOMENTUM)
        self.use_beta1 = "betas" in optimizer.defaults
        for group in optimizer.param_groups:
            self._give(group, most)
            group["max_momentum"], group["base_momentum"] = most, least

    def _give(self, group, momentum):
        if self.use_beta1:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum

    def _between(self, start, end, part):
        if self._cosine:
            return end + (start - end) / 2.0 * (math.cos(math.pi * part) + 1)
        return (end - start) * part + start

    def _rates(self, now):
        at = self.last_epoch
        if at > self.total_steps:
            fault(ValueError, TOO_MANY % (at, self.total_steps))
        rates = []
        for group in self.optimizer.param_groups:
            begin, (end, rate, momentum) = self._phase(at)
            part = (at - begin) / (end - begin)
            rates.append(self._between(group[rate[0]], group[rate[1]], part))
            if self._cycles:
                self._give(group, self._between(group[momentum[0]], group[momentum[1]], part))
        return rates

    def _phase(self, at):
        """The phase of a step, after the end of the one before it."""
        begin = 0.0
        for phase in self._phases[:-1]:
            if at <= phase[0]:
                return begin, phase
            begin = phase[0]
        return begin, self._phases[-1]

    def _first(self, now):
        refuse("OneCycleLR after another schedule")

    def state_dict(self):
        refuse("OneCycleLR.state_dict")


def _phases(part, count, three):
    """Where each phase ends, and between which rates and momenta it goes."""
    up = ("initial_lr", "max_lr"), ("max_momentum", "base_momentum")
    first = (float(part * count) - 1, *up)
    if not three:
        down = ("max_lr", "min_lr"), ("base_momentum", "max_momentum")
        return [first, (count - 1, *down)]
    back = ("max_lr", "initial_lr"), ("base_momentum", "max_momentum")
    last = ("initial_lr", "min_lr"), ("max_momentum", "max_momentum")
    return [first, (float(2 * part * count) - 2, *back), (count - 1, *last)]


class SequentialLR(_Scheduler):
    def __init__(self, optimizer, schedulers, milestones, last_epoch=-1):
        if len(schedulers) < 1:
            text = "SequentialLR expects at least one scheduler, but got no scheduler."
            fault(ValueError, text)
        same = all(type(s) is not SequentialLR and s.optimizer is optimizer for s in schedulers)
        plain = all(type(s)._restarted is _Scheduler._restarted for s in schedulers)
        if not same or not plain or len(milestones) != len(schedulers) - 1 or last_epoch != -1:
            refuse("SequentialLR with these settings")
        if any(isinstance(s, ReduceLROnPlateau) for s in schedulers):
            refuse("SequentialLR with these settings")
        self._schedulers, self._milestones = schedulers, milestones
        self.last_epoch, self.optimizer = 0, optimizer
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        for each in schedulers:
            each.last_epoch -= 1
        schedulers[bisect_right(milestones, 0)]._initial_step()
        self._last_lr = schedulers[bisect_right(milestones, 0)].get_last_lr()

    def step(self):  # type: ignore[override]
        self.last_epoch += 1
        place = bisect_right(self._milestones, self.last_epoch)
        now = self._schedulers[place]
        if place > 0 and self._milestones[place - 1] == self.last_epoch:
            now._restarted()
        else:
            now.step()
        self._last_lr = now.get_last_lr()

    def state_dict(self):
        refuse("SequentialLR.state_dict")


class ReduceLROnPlateau(_Scheduler):
    def __init__(
        self,
        optimizer,
        mode="min",
        factor=0.1,
        patience=10,
        threshold=1e-4,
        threshold_mode="rel",
        cooldown=0,
        min_lr=0,
        eps=1e-8,
    ):
        if factor >= 1.0:
            fault(ValueError, "Factor should be < 1.0.")
        if not isinstance(optimizer, Optimizer):
            fault(TypeError, f"{type(optimizer).__name__} is not an Optimizer")
        if mode not in ("min", "max"):
            fault(ValueError, f"mode {mode} is unknown!")
        if threshold_mode not in ("rel", "abs"):
            fault(ValueError, f"threshold mode {threshold_mode} is unknown!")
        if isinstance(min_lr, (list, tuple)):
            refuse("a least rate for each group")
        self.factor, self.optimizer = factor, optimizer
        self.default_min_lr, self.min_lrs = min_lr, [min_lr] * len(optimizer.param_groups)
        self.patience, self.cooldown, self.eps = patience, cooldown, eps
        self.last_epoch = 0
        self._last_lr = [group["lr"] for group in optimizer.param_groups]
        self.mode_worse = math.inf if mode == "min" else -math.inf
        self.mode, self.threshold, self.threshold_mode = mode, threshold, threshold_mode
        self.best, self.cooldown_counter, self.num_bad_epochs = self.mode_worse, 0, 0

    @property
    def in_cooldown(self):
        return self.cooldown_counter > 0

    def _is_better(self, a, best):
        sign = 1 if self.mode == "max" else -1
        if self.threshold_mode == "abs":
            limit = best + sign * self.threshold
        else:
            limit = best * (1.0 + sign * self.threshold)
        return a > limit if self.mode == "max" else a < limit

    def step(self, metrics, epoch=None):  # type: ignore[override]
        if epoch is not None:
            refuse("a step of a schedule to a given epoch")
        current = float(metrics)
        self.last_epoch += 1
        if self._is_better(current, self.best):
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce()
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]

    def _reduce(self):
        for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
            old = float(group["lr"])
            new = max(old * self.factor, least)
            if old - new > self.eps:
                group["lr"] = new
