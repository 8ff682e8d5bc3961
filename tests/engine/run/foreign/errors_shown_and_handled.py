# %%
try:
    1 / 0
except ZeroDivisionError:
    get_ipython().showtraceback()
print("goes on")
# %%
class D:
    def _repr_html_(self): raise ValueError("no html")
    def __repr__(self): return "D"
display(D())
print("after")
# %% tags=["raises-exception"]
D()
# %%
result = get_ipython().run_cell("undefined")
result.success
# %%
get_ipython().run_cell("x = = 1");
# %%
try:
    exec("y = = 1")
except SyntaxError:
    get_ipython().showsyntaxerror()
# %%
%%writefile bad.py
print("start")
1 / 0
# %%
%run bad.py
# %%
%run -e bad.py
# %%
import traceback
try: 1 / 0
except Exception: traceback.print_exc()
# %%
get_ipython().show_usage_error("usage")
# %%
1; 2
