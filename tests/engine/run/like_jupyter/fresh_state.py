"""What a fresh kernel has not done yet: no back end in use, a profile to write to."""

# %% before
import matplotlib

matplotlib.is_interactive(), matplotlib.rcParams["interactive"]

# %% imported
import matplotlib.pyplot as plt

plt.isinteractive(), plt._backend_mod, plt.get_backend()

# %% figure
fig = plt.figure()

# %% after
plt.isinteractive()

# %% profile
import os

shell = get_ipython()
shell.starting_dir == os.getcwd(), os.path.isdir(shell.profile_dir.location)

# %% folders
os.path.isdir(shell.profile_dir.startup_dir), os.path.isdir(shell.ipython_dir)

# %% store
shell.db["answer"] = 42
shell.db["answer"]

# %% bookmark
%bookmark here
shell.db["bookmarks"]["here"] == os.getcwd()
