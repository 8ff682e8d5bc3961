"""Commands of the system, and writing below Python."""

# %% command
!echo from the shell

# %% command-value
lines = !printf 'a\nb\n'
lines

# %% command-expansion
word = "expanded"
!echo {word} $word

# %% command-status
!exit 3
_exit_code

# %% subprocess-captured
import subprocess
import sys

subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout

# %% script
# %%bash
echo "from bash"
echo "on stderr" >&2

# %% script-fails tags=["raises-exception"]
# %%bash
exit 2

# %% getoutput
get_ipython().getoutput("echo got")
