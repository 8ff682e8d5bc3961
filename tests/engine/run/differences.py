"""What differs from a kernel on purpose: the one table, which `like-jupyter.md` explains.

Each key is the first column of a row there. Its values are cells of `foreign/` and of
`like_jupyter/known_differences.py` that show it; what shows in no cell that ends well has none.
"""

DIFFERENCES: dict[str, tuple[str, ...]] = {
    "Pictures of matplotlib": ("what_differs:figure",),
    "Frames of a traceback": ("library_rich_traceback:in-a-function",),
    "Places in warnings": (),
    "Groups of errors": ("known_differences:group",),
    "An error that fails to say what it is": ("known_differences:str-raises",),
    "Advice after a warning": ("known_differences:never-awaited",),
    "Typing": ("what_differs:input", "what_differs:breakpoint", "known_differences:input"),
    "A second loop": ("known_differences:asyncio-run", "async_tasks:run"),
    "What a task prints later": ("async_tasks:cell-2",),
    "Two streams": (),
    "Half a character": ("streams_surrogates:represented", "streams_surrogates:html"),
    "Bytes on a stream": (
        "what_differs:buffer",
        "known_differences:buffer",
        "known_differences:bytes",
    ),
    "The file": (
        "what_differs:docstring",
        "what_differs:file",
        "known_differences:file",
        "known_differences:docstring",
    ),
    "Arguments": ("what_differs:arguments",),
    "Source of a class": ("what_differs:class-source", "known_differences:class-source"),
    "Earlier sessions": ("what_differs:history", "known_differences:history"),
    "The kernel's address": ("magics_of_the_kernel:connect-info",),
    "Threads": ("what_differs:threads",),
    "What is loaded before": (),
    "The first docstring": (),
    "Comments that begin with a command's name": (),
    "After exit": (),
    "`atexit`": (),
    "Limits": (),
    "Paths that a cell prints itself": (),
    "What a page shows": (),
}
