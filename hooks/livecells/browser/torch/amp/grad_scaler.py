"""GradScaler: losses are scaled up, and gradients down again where they are finite."""

import enum
import math

from .._modes import no_grad
from .._storage import warn
from .._tensor import Tensor, new
from .._types import f32, fault, float16, float32, int32, refuse

LOST = (
    "Attempted %s but _scale is None.  This may indicate your script did not use "
    "scaler.scale(loss or outputs) earlier in the iteration."
)
NO_CUDA = "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling."
TWICE = "unscale_() has already been called on this optimizer since the last update()."


class OptState(enum.Enum):
    READY = 0
    UNSCALED = 1
    STEPPED = 2


class _Noted:
    """What is known of an optimizer since the last update."""

    def __init__(self):
        self.stage, self.found = OptState.READY, None  # whether a gradient was infinite or nan


class GradScaler:
    def __init__(
        self,
        device="cuda",
        init_scale=2.0**16,
        growth_factor=2.0,
        backoff_factor=0.5,
        growth_interval=2000,
        enabled=True,
    ):
        self._device, self._enabled = device, enabled
        if device not in ("cuda", "cpu"):
            refuse("a GradScaler for another device")
        if enabled and device == "cuda":
            warn(NO_CUDA)
            self._enabled = False
        if not self._enabled:
            return
        if growth_factor <= 1.0:
            fault(AssertionError, "The growth factor must be > 1.0.")
        if backoff_factor >= 1.0:
            fault(AssertionError, "The backoff factor must be < 1.0.")
        self._init_scale, self._scale, self._growth_tracker = init_scale, None, None
        self._growth_factor, self._backoff_factor = growth_factor, backoff_factor
        self._growth_interval, self._noted = growth_interval, {}

    def _begun(self, name):
        if self._scale is None:
            fault(AssertionError, LOST % name)

    def _of(self, optimizer):
        return self._noted.setdefault(id(optimizer), (_Noted(), optimizer))[0]

    def scale(self, outputs):
        if not self._enabled:
            return outputs
        if isinstance(outputs, Tensor):
            if self._scale is None:
                self._scale = new([self._init_scale], (), float32)
                self._growth_tracker = new([0], (), int32)
            return outputs * self._scale
        if not isinstance(outputs, (list, tuple)):
            refuse("scale of something else than tensors")
        return type(outputs)([self.scale(t) for t in outputs])

    def unscale_(self, optimizer):
        if not self._enabled:
            return
        self._begun("unscale_")
        noted = self._of(optimizer)
        if noted.stage is OptState.UNSCALED:
            fault(RuntimeError, TWICE)
        if noted.stage is OptState.STEPPED:
            fault(RuntimeError, "unscale_() is being called after step().")
        noted.found = self._unscaled(optimizer)
        noted.stage = OptState.UNSCALED

    def _unscaled(self, optimizer):
        """Divide the gradients; whether one is not finite, None where there is none."""
        factor, found = f32(1 / self._scale.item()), None
        params = [p for group in optimizer.param_groups for p in group["params"]]
        for p in params:
            if p._g is not None and p._g.dtype is float16:
                fault(ValueError, "Attempting to unscale FP16 gradients.")
        for p in params:
            if p._g is not None:
                found = bool(found) or not all(math.isfinite(v) for v in p._g.vals())
                with no_grad():
                    p._g.mul_(factor)
        return found

    def step(self, optimizer, *args, **kwargs):
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs:
            text = "Closure use is not currently supported if GradScaler is enabled."
            fault(RuntimeError, text)
        self._begun("step")
        noted = self._of(optimizer)
        if noted.stage is OptState.STEPPED:
            fault(RuntimeError, "step() has already been called since the last update().")
        if noted.stage is OptState.READY:
            self.unscale_(optimizer)
        if noted.found is None:
            fault(AssertionError, "No inf checks were recorded for this optimizer.")
        made = None if noted.found else optimizer.step(*args, **kwargs)
        noted.stage = OptState.STEPPED
        return made

    def update(self, new_scale=None):
        if not self._enabled:
            return
        self._begun("update")
        if isinstance(new_scale, float):
            self._scale.fill_(new_scale)
        elif new_scale is not None:
            refuse("a new scale that is no number")
        else:
            self._adapt()
        self._noted = {}

    def _adapt(self):
        found = [noted.found for noted, _ in self._noted.values() if noted.found is not None]
        if not found:
            fault(AssertionError, "No inf checks were recorded prior to update.")
        good = 0 if any(found) else int(self._growth_tracker.item()) + 1
        factor = self._backoff_factor if any(found) else 1.0
        if good == self._growth_interval:
            good = 0
            grown = f32(self._scale.item() * self._growth_factor)
            factor = self._growth_factor if math.isfinite(grown) else 1.0
        self._scale.mul_(factor)
        self._growth_tracker.fill_(good)

    def get_scale(self):
        if not self._enabled:
            return 1.0
        return self._init_scale if self._scale is None else self._scale.item()

    def get_growth_factor(self):
        return self._growth_factor

    def get_backoff_factor(self):
        return self._backoff_factor

    def get_growth_interval(self):
        return self._growth_interval

    def is_enabled(self):
        return self._enabled

    def state_dict(self):
        if not self._enabled:
            return {}
        return {
            "scale": self.get_scale(),
            "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor,
            "growth_interval": self._growth_interval,
            "_growth_tracker": 0 if self._growth_tracker is None else self._growth_tracker.item(),
        }

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        refuse(f"GradScaler.{name}")
