import statistics

data = [1, 2, 3, 4]
print(statistics.mean(data))
statistics.stdev(data)
