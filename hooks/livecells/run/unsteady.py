"""What is said of an output that is not the same in the next run."""

from __future__ import annotations

ADDRESS_SAID = (
    "the output shows an address, {!r}, which differs in each run: end the line with `;` or assign"
    " the value to `_`, or print something else of it, such as its name or its type"
)
CLOCK_SAID = (
    "the output shows the time of the run, {!r}, which differs in each run: print something that"
    " lasts, such as a fixed date"
)
NAME_SAID = (
    "the output shows {!r}, a number or a name of this very run: print something that is the same"
    " in the next one"
)
SECRET_SAID = (
    "the output differs when the snippet runs again, {!r} and then {!r}, and the snippet asks the"
    " system for random numbers: print something that is the same in the next run"
)
PATH_SAID = (
    "the output shows a path of the machine that builds, {!r}: print a part of it that readers have"
    " too, such as its last part (`Path(...).name`)"
)
