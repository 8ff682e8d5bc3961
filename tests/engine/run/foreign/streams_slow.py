# %% epochs
import sys, time
for epoch in range(3):
    print("epoch", epoch)
    print("  note", epoch, file=sys.stderr)
    time.sleep(0.4)
# %% logging
import logging
for step in range(2):
    print("step", step)
    logging.warning("step %d", step)
    time.sleep(0.4)
