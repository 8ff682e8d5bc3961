"""Printing: separators, ends, several calls, nothing at all."""

# %% plain
print("one")
print("two", 2, 2.5, None)

# %% sep-and-end
print("a", "b", sep="-", end="|")
print("c", end="")
print()
print("no newline at the end", end="")

# %% empty
print()
print("")
print(end="")

# %% silent
x = 3

# %% long
for number in range(300):
    print(number, end=" ")
