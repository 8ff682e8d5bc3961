"""What takes a hook away again."""

from ._absent import fill


class RemovableHandle:
    __module__ = "torch.utils.hooks"

    def __init__(self, where, fn):
        self.where, self.fn = where, fn
        where.append(fn)

    def remove(self):
        if self.fn is not None and self.fn in self.where:
            self.where.remove(self.fn)
        self.fn = None

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.remove()


fill(RemovableHandle, "RemovableHandle")
