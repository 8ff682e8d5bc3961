"""A script that reads what lies beside the notebook."""

with open("beside/numbers.csv") as numbers:
    print("script:", numbers.read().strip())
total = 6
