"""L-BFGS with fixed steps: a direction by what the last gradients have told of the curvature."""

from .._join import cat
from .._modes import enable_grad, no_grad
from .._optimizer import Optimizer, positive
from .._types import fault, refuse

MISSING = "LBFGS.step() missing 1 required positional argument: 'closure'"


class LBFGS(Optimizer):
    def __init__(
        self,
        params,
        lr=1,
        max_iter=20,
        max_eval=None,
        tolerance_grad=1e-7,
        tolerance_change=1e-9,
        history_size=100,
        line_search_fn=None,
    ):
        positive("learning rate", lr)
        if line_search_fn is not None:
            refuse("the line search of LBFGS")
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        Optimizer.__init__(self, params, defaults)
        if len(self.param_groups) != 1:
            text = "LBFGS doesn't support per-parameter options (parameter groups)"
            fault(ValueError, text)
        self._params = self.param_groups[0]["params"]
        if any(p.dtype.is_complex for p in self._params):
            refuse("LBFGS of complex numbers")

    def _gradient(self):
        """All gradients as one row."""
        parts = [
            p.detach().new_zeros((p.numel(),)) if p._g is None else p._g.detach().reshape(-1)
            for p in self._params
        ]
        return cat(parts, 0)

    def _move(self, t, d):
        place = 0
        for p in self._params:
            p.add_(d[place : place + p.numel()].view_as(p), alpha=_number(t))
            place += p.numel()

    def step(self, closure=None):
        if closure is None:
            fault(TypeError, MISSING)
        self._opt_called = True
        with no_grad():
            return self._stepped(enable_grad()(closure), self.param_groups[0])

    def _stepped(self, closure, o):
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = closure()
        loss, evals, done = float(first.detach()), 1, 0
        state["func_evals"] += 1
        g = self._gradient()
        flat = _largest(g) <= o["tolerance_grad"]
        while not flat and done < o["max_iter"]:
            done += 1
            state["n_iter"] += 1
            d = self._direction(state, g, o["history_size"])
            before = loss
            t = o["lr"]
            if state["n_iter"] == 1:
                t = min(1.0, 1.0 / g.abs().sum()) * t
            state["prev_flat_grad"], state["t"] = g, t
            if g.dot(d).item() > -o["tolerance_change"]:
                break
            self._move(t, d)
            if done == o["max_iter"]:
                break
            loss = float(closure().detach())
            g = self._gradient()
            flat, evals = _largest(g) <= o["tolerance_grad"], evals + 1
            state["func_evals"] += 1
            still = _largest(d.mul(t)) <= o["tolerance_change"]
            if evals >= o["max_eval"] or still or abs(loss - before) < o["tolerance_change"]:
                break
        return first

    def _direction(self, state, g, size):
        """Where to go: against the gradient, as the curvature seen so far bends it."""
        if state["n_iter"] == 1:
            state["d"], state["pairs"], state["H_diag"] = g.neg(), [], 1
            return state["d"]
        y, s = g.sub(state["prev_flat_grad"]), state["d"].mul(state["t"])
        ys = y.dot(s)
        if ys.item() > 1e-10:
            state["pairs"] = [*state["pairs"], (y, s, 1.0 / ys)][-size:]
            state["H_diag"] = ys / y.dot(y)
        q, shares = g.neg(), []
        for y, s, ro in reversed(state["pairs"]):
            shares.append(s.dot(q) * ro)
            q.add_(y, alpha=-shares[-1].item())
        r = q * state["H_diag"]
        for (y, s, ro), share in zip(state["pairs"], reversed(shares), strict=True):
            r.add_(s, alpha=(share - y.dot(r) * ro).item())
        state["d"] = r
        return r


def _number(t):
    return t.item() if hasattr(t, "item") else t


def _largest(t):
    return t.abs().max().item()
