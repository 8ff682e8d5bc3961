"""Text beyond ASCII."""

# %% names
größe = 3
π = 3.14159
print("größe", größe, "π", π)

# %% emoji
print("🦊 👩‍🔬 ☂ é e\u0301")
"🦊"

# %% value
["ä", "日本語", "\u200b", "\x00", "\x7f", "\u2028"]

# %% wide
print("日本語" * 20)

# %% right-to-left
print("שלום")

# %% error tags=["raises-exception"]
raise ValueError("ungültig: ☂")

# %% bytes
"☂".encode(), "é".encode("latin-1")

# %% html-special
print("<b>&amp;</b> \\ ` $x$")

# %% separators
print("a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g")
