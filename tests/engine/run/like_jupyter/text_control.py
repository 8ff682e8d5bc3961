"""Carriage returns, tabs, backspaces and colours."""

# %% return
for step in range(3):
    print(f"\rstep {step}", end="")
print()

# %% windows-ends
print("a\r\nb\r\n", end="")

# %% tabs
print("a\tb\n\tc")

# %% backspace
print("abc\b\bX")

# %% colour
print("\x1b[31mred\x1b[0m plain")

# %% bar
import sys

for step in range(1, 4):
    sys.stderr.write(f"\r{'#' * step:3}| {step}/3")
    sys.stderr.flush()
sys.stderr.write("\n");

# %% trailing-spaces
print("  indented   ")
print("\n\n")
"\ttab"
