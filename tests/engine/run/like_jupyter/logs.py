"""Logging: without handlers, with a basic configuration, over several cells."""

# %% unconfigured
import logging
import sys

logging.getLogger("bare").warning("no handler %d", 1)
logging.getLogger("bare").info("not shown")

# %% configured
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
logging.info("root")

# %% later
log = logging.getLogger("later")
log.info("from a later cell")
log.debug("not shown")
print("out")

# %% exception
try:
    1 / 0
except ZeroDivisionError:
    log.error("failed", exc_info=False)

# %% to-stdout
handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(logging.Formatter("[%(message)s]"))
own = logging.getLogger("own")
own.addHandler(handler)
own.propagate = False
own.warning("on stdout")

# %% to-stdout-later
own.warning("on stdout still")
print("printed")
own.error("and again")
