"""The commands of LaTeX that print no mathematics of their own: spaces, fonts, sizes, layout."""

from __future__ import annotations

# Space in mu, an eighteenth of a quad. From WIDE on it separates; less is only set apart.
WIDE = 10.0
FARTHEST_BACK, WIDEST = -4.0, 150.0
SPACES = {
    ",": 3.0, ":": 4.0, ">": 4.0, ";": 5.0, "!": -3.0, " ": 4.5, "~": 4.5, "\n": 4.5, "quad": 18.0,
    "qquad": 36.0, "enspace": 9.0, "thinspace": 3.0, "medspace": 4.0, "thickspace": 5.0,
    "negthinspace": -3.0, "negmedspace": -4.0, "negthickspace": -5.0, "hfill": 36.0, "enskip": 9.0,
    "space": 4.5, "nobreakspace": 4.5,
}  # fmt: skip
SPACES_OF_A_LENGTH = {"hspace", "hspace*", "mspace", "kern", "mkern", "hskip", "mskip"}
UNITS = {
    "mu": 1.0, "pt": 1.8, "em": 18.0, "ex": 7.75, "mm": 5.12, "cm": 51.2, "in": 130.0, "pc": 21.6,
    "px": 1.35, "bp": 1.8,
}  # fmt: skip

NOTHING = {
    "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "notag",
    "nonumber", "mathstrut", "strut", "mathrel", "mathbin", "mathord", "mathopen",
    "mathclose", "allowbreak", "nobreak", "(", ")", "[", "]", "relax", "bigl.", "hfil", "null",
    "/", "noindent", "centering",
}  # fmt: skip
DROP_ARGUMENT = {"label", "phantom", "hphantom", "vphantom", "color"}
DROP_FIRST = {"htmlData", "htmlId", "cssId", "textcolor", "colorbox"}
HIDING = {"white", "transparent", "none", "#fff", "#ffffff"}
LABELS = {"tag", "tag*"}
DECORATIONS = {"boxed", "underline", "fbox", "cancel", "bcancel", "xcancel", "mathstrut", "bbox"}

BOLD = {"mathbf", "boldsymbol", "bm", "vec", "pmb", "symbf", "mathbfit", "overrightarrow"}
SCRIPT = {"mathcal": "mathcal", "mathscr": "mathcal", "mathfrak": "mathfrak", "mathbb": "mathbb"}
UPRIGHT = {
    "mathrm", "mathsf", "mathtt", "mathit", "operatorname", "operatorname*", "rm", "mathnormal",
    "mathop", "textnormal", "symup", "sf", "it", "tt",
}  # fmt: skip
OLD_BOLD = {"bf", "boldmath"}
TEXT = {"text", "textrm", "textbf", "textit", "texttt", "mbox", "textsf", "hbox", "intertext",
        "shortintertext", "textmd", "emph"}  # fmt: skip

SIZES = {"left": "left", "right": "right", "middle": ""} | {
    size + side: place
    for size in ("big", "Big", "bigg", "Bigg")
    for side, place in (("", ""), ("l", "open"), ("r", "close"), ("m", ""))
}
DELIMITERS = {
    "|": ("|", ""), "\\vert": ("|", ""), "\\mid": ("|", ""), "\\lvert": ("|", "open"),
    "\\rvert": ("|", "close"), "\\|": ("||", ""), "\\Vert": ("||", ""), "\\parallel": ("||", ""),
    "\\lVert": ("||", "open"), "\\rVert": ("||", "close"), "\\lbrace": ("\\{", ""),
    "\\rbrace": ("\\}", ""), "\\lbrack": ("[", ""), "\\rbrack": ("]", ""), "\\lparen": ("(", ""),
    "\\rparen": (")", ""), "\\lt": ("<", ""), "\\gt": (">", ""),
}  # fmt: skip

LAYOUTS = {
    "aligned", "align", "align*", "split", "gather", "gather*", "gathered", "equation", "equation*",
    "alignat", "alignat*", "alignedat", "flalign", "flalign*", "multline", "multline*", "eqnarray",
    "eqnarray*", "displaymath", "math",
}  # fmt: skip
ONE_RELATION = {"eqnarray", "eqnarray*"}  # both & stand around the relation: no columns
TAKE_COLUMNS = {"array", "alignat", "alignat*", "alignedat"}

UNICODE = {
    "−": "-", "–": "-", "·": "\\cdot", "⋅": "\\cdot", "×": "\\times", "÷": "\\div", "≤": "\\le",
    "≥": "\\ge", "≠": "\\ne", "≈": "\\approx", "→": "\\to", "←": "\\leftarrow", "∞": "\\infty",
    "∂": "\\partial", "∇": "\\nabla", "∑": "\\sum", "∏": "\\prod", "∈": "\\in", "⊤": "\\top",
    "⊙": "\\odot", "⊗": "\\otimes", "…": "\\dots", "⋯": "\\cdots", "′": "'", "’": "'",
    "∘": "\\circ",
    "≡": "\\equiv", "≔": ":=", "⇒": "\\Rightarrow", "∗": "*", "∀": "\\forall",
    "ℓ": "\\ell", "ϵ": "\\epsilon", "ϕ": "\\phi", "⟨": "\\langle", "⟩": "\\rangle",
    "‖": "\\|", "∣": "|",
} | {
    letter: "\\" + name
    for letter, name in zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        (
            "alpha", "beta", "gamma", "delta", "varepsilon", "zeta", "eta", "theta", "iota",
            "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "varphi",
            "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma",
            "Phi", "Psi", "Omega",
        ),
        strict=True,
    )
}  # fmt: skip
UNICODE_SPACES = "\u00a0\u2002\u2003\u2009\u200a\u202f"
# What is written with more than one sign, longest first.
JOINED = {
    "...": "\\dots", ":=": ":=", "<=": "\\le", ">=": "\\ge", "!=": "\\ne", "==": "=", "->": "\\to",
    "<-": "\\leftarrow",
}  # fmt: skip
