# %%
import warnings
warnings.warn("careful")
# %%
warnings.warn("old", DeprecationWarning)
# %%
def f(): warnings.warn("at the caller", UserWarning, stacklevel=2)
f()
# %%
for i in range(3): warnings.warn("once")
# %%
warnings.filterwarnings("ignore")
warnings.warn("silent")
# %%
warnings.simplefilter("always")
for i in range(2): warnings.warn("twice")
# %% tags=["raises-exception"]
warnings.simplefilter("error")
warnings.warn("raised")
# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("kept")
[str(w.message) for w in caught]
# %%
import logging
logging.warning("from logging")
# %%
logging.basicConfig(level=logging.INFO, force=True, format="%(levelname)s %(message)s")
logging.info("info")
# %%
logging.captureWarnings(True)
