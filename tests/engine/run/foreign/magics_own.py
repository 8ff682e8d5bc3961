# %%
from IPython.core.magic import (
    Magics, magics_class, line_magic, cell_magic, line_cell_magic,
    register_line_magic, register_cell_magic)

# %%
@register_line_magic
def shout(line):
    return line.upper()

# %%
%shout hello

# %%
@register_cell_magic
def rev(line, cell):
    print(line, cell[::-1])

# %%
%%rev arg
abc

# %%
@magics_class
class Mine(Magics):
    @line_cell_magic
    def both(self, line, cell=None):
        return (line, cell)

get_ipython().register_magics(Mine)

# %%
%both x

# %%
%%both x
y

# %%
value = %both assigned
value

# %%
get_ipython().run_line_magic("both", "direct")

# %%
get_ipython().run_cell("print('nested'); 7")

# %%
get_ipython().events.register("pre_run_cell", lambda info: print("before:", info.raw_cell.strip()))

# %%
x = 1
