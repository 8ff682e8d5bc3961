# %%
#| label: fig-line
#| echo: false
x = [1, 2, 3]
x
# %%
#| output: asis
print("**bold**")
