# %%
class A:
    def _repr_html_(self): return "<a>"
    def __repr__(self): return "A()"
A()
# %%
class B:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "b", "text/markdown": "*b*"}, {"text/markdown": {"x": 1}}
B()
# %%
class C:
    def _repr_latex_(self): return "$c$"
    def _repr_markdown_(self): return "c"
C(), [C()]
# %%
C()
# %% tags=["raises-exception"]
class D:
    def _repr_html_(self): raise ValueError("no html")
D.__repr__ = lambda self: "D"
D()
# %%
class E:
    def _repr_pretty_(self, p, cycle): p.text("pretty E")
[E(), {"k": E()}]
# %%
class F:
    def _ipython_display_(self): print("shows itself")
F()
# %%
get_ipython().display_formatter.formatters["text/html"].for_type(int, lambda n: f"<b>{n}</b>")
5
# %%
list(range(1200))
# %%
{"a" * 50: list(range(30)), "b": {"c": ("d" * 60, None)}}
# %%
"a\nb"
# %%
None
# %%
_, __, _i
# %%
Out.keys()
# %%
In[1]
# %%
...
