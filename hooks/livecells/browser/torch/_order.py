"""In which order the steps of a graph are walked."""


def unique(fns):
    out = []
    for f in fns:
        if not any(f is o for o in out):
            out.append(f)
    return out


def dependencies(roots):
    """How many steps each step waits for."""
    waits, seen, stack = {}, set(), list(roots)
    while stack:
        fn = stack.pop()
        if id(fn) not in seen:
            seen.add(id(fn))
            for nx, _ in fn.edges:
                if nx is not None:
                    waits[id(nx)] = waits.get(id(nx), 0) + 1
                    stack.append(nx)
    return waits


def leading_to(roots, ids):
    """Whether a step is on a way to an input that was asked for, by its id."""
    memo, stack = {}, list(roots)
    while stack:
        fn = stack[-1]
        if memo.get(id(fn)) is not None:
            stack.pop()
            continue
        after = [n for n, _ in fn.edges if n is not None]
        todo = [n for n in after if id(n) not in memo]
        if todo:
            memo.setdefault(id(fn), None)
            stack += todo
            continue
        memo[id(fn)] = id(fn) in ids or any(memo.get(id(n)) for n in after)
        stack.pop()
    return memo
