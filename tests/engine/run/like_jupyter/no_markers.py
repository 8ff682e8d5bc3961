import math

print(math.pi)


def area(radius):
    return math.pi * radius**2


area(2)
