# %%
import sympy as sp
x = sp.symbols("x")
sp.init_printing()
# %%
x ** 2 + sp.sqrt(x)
# %%
sp.diff(sp.sin(x) * x, x)
# %%
sp.Matrix([[1, 2], [x, 4]])
# %%
print(sp.latex(x ** 2))
