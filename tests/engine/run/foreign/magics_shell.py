# %%
!echo plain
# %%
name = "world"
!echo hello {name} $name
# %%
lines = !printf "a\nb\n"
lines, lines.n
# %%
!echo out; echo err >&2
# %%
!exit 3
_exit_code
# %%
!!echo quiet
# %%
for i in range(2):
    !echo {i}
# %%
%%bash
echo "in bash"
echo "$0" > /dev/null
# %%
%%bash -s one two
echo $1 $2
# %%
%%script python3
print("another Python")
# %%
%%python3
import sys
print(sys.version_info[0])
# %% tags=["raises-exception"]
%%bash
false
# %%
get_ipython().getoutput("echo taken")
# %%
get_ipython().system("echo system")
# %%
%%! 
echo bang
