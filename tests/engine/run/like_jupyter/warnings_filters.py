"""A filter that one cell sets holds in the next."""

# %% ignore
import warnings

warnings.filterwarnings("ignore", message="hush")
warnings.warn("hush now")
warnings.warn("loud")

# %% still-ignored
warnings.warn("hush again")
warnings.warn("still loud")

# %% always
warnings.simplefilter("always")
for _ in range(2):
    warnings.warn("each time")

# %% still-always
for _ in range(2):
    warnings.warn("each time here")

# %% scoped
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    warnings.warn("unseen")
warnings.warn("seen")

# %% recorded
with warnings.catch_warnings(record=True) as caught:
    warnings.warn("kept")
[str(entry.message) for entry in caught]

# %% as-error tags=["raises-exception"]
warnings.simplefilter("error")
warnings.warn("now an error")
