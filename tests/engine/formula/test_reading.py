"""How displays are read: spellings of one meaning, what stands beside, what is refused by name."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from livecells.formula import FormulaError
from livecells.formula.syntax.keys import given_name, given_names
from livecells.formula.syntax.names import Names
from livecells.formula.syntax.parser import parse
from livecells.formula.syntax.tree import (
    And,
    Call,
    Chain,
    EvaluatedAt,
    Node,
    Num,
    Or,
    Reduction,
    Rel,
    Sym,
    walk,
)

KNOWN = Names(
    {"x", "y", "w", "v", "A", "B", "a", "b", "n", "lambda", "margin", "W_q", "W^[1]", "x^(t+1)",
     "theta_0", "y_hat", "loss"},
    {"f", "g"},
)  # fmt: skip


def read(tex: str, names: Names = KNOWN) -> list[Chain]:
    return parse(tex, names)


def sides(tex: str) -> list[tuple[Node, ...]]:
    return [chain.exprs for chain in read(tex)]


def refusal(tex: str, names: Names = KNOWN) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse(tex, names)
    assert caught.value.span is not None
    return caught.value


# --- spellings of one meaning ---------------------------------------------------------------------

ALIKE = [
    # fonts, spaces, signs
    (r"{\bf w}^\top {\bf x} = b", r"w^\top x = b"),
    (r"\bm{w}^\top \pmb x = \boldsymbol{b}", r"w^\top x = b"),
    (r"{\rm softmax}(x) = y", r"\operatorname{softmax}(x) = y"),
    (r"\mathop{\mathrm{softmax}}(x) = y", r"\operatorname{softmax}(x) = y"),
    (r"\text{softmax}(x) = y", r"\operatorname{softmax}(x) = y"),
    (r"softmax(x) = y", r"\operatorname{softmax}(x) = y"),
    (r"x \mspace{4mu}=\kern4pt y \,.", "x = y"),
    ("x − y = 2·λ", r"x - y = 2\cdot\lambda"),
    ("x ≤ y", r"x \le y"),
    (r"x <= y, x != y", r"x \le y, x \ne y"),
    (r"\underline{x + y} = \underline{x + y}", "x + y = x + y"),
    (r"\boxed{x = y}", "x = y"),
    (r"\textcolor{red}{x} + \cancel{y} = {\color{blue} y}", "x + y = y"),
    (r"\displaystyle x \; = \; y \nonumber", "x = y"),
    # layouts
    (r"\begin{eqnarray} x &=& y \end{eqnarray}", "x = y"),
    (r"\begin{multline} x \\ = y \end{multline}", "x = y"),
    (r"\begin{equation}\begin{split} x &= a \\ &\quad + b \end{split}\end{equation}", "x = a + b"),
    (r"\begin{align*} x =& y \\\\ y =& x \end{align*}", r"x = y \\ y = x"),
    (r"\begin{aligned} x &= y & y &= x \end{aligned}", r"x = y, \quad y = x"),
    (r"\begin{alignat}{2} x &= y &\qquad y &= x \end{alignat}", r"x = y, \quad y = x"),
    (r"x = y \hspace{2em} y = x", r"x = y, \quad y = x"),
    (r"x = y \;\;\; y = x", r"x = y, \quad y = x"),
    (r"x = y \implies y = x", r"x = y, \quad y = x"),
    (r"x = y \hspace{1in} \rightarrow \hspace{1in} y = x", r"x = y, \quad y = x"),
    (r"x = y \text{ and hence } y = x", r"x = y, \quad y = x"),
    (r"x = y \text{, or equivalently, } y = x", r"x = y, \quad y = x"),
    (r"(x \\ + y) = x", "(x + y) = x"),
    # relations
    (r"x \coloneqq y", "x := y"),
    (r"x \stackrel{\text{def}}{=} y", "x := y"),
    (r"x \equiv y", "x = y"),
    (r"x \gets y", r"x \leftarrow y"),
    (r"\frac13 = 0.333\dots", r"\frac13 \approx 0.333"),
    # fractions, powers, numbers
    (r"{a \over b} = {x^2 \over 2}", r"\frac{a}{b} = \frac{x^2}{2}"),
    (r"\frac12 x = \frac x2", r"\frac{1}{2} x = \frac{x}{2}"),
    (r"1/2\,x = x", r"\frac12 x = x"),
    (r"{n \choose 2} = \binom n2", r"\binom{n}{2} = \binom{n}{2}"),
    (r"1\mathrm{e}{-3} x = y", r"0.001 x = y"),
    (r"65{,}535 = 65\,535", "65535 = 65535"),
    # derivatives
    (r"\frac{\text{d}y}{\text{d}x} = 1", r"\frac{dy}{dx} = 1"),
    (r"\frac{\rm d}{{\rm d}x} x = 1", r"\frac{d}{dx} x = 1"),
    (r"{d \over dx} x^2 = 1", r"\frac{d}{dx} x^2 = 1"),
    (r"f^\prime(x) = f^{\prime\prime}(x)", r"f'(x) = f''(x)"),
    (r"f^{(1)}(x) = f^{(2)}(x)", r"f'(x) = f''(x)"),
    (r"D_x x^2 = Df(x)", r"\partial_x x^2 = f'(x)"),
    (r"\left[f(x)\right]_{x=3} = f(x)\bigr|_{x=3}", r"f(x)|_{x=3} = \left.f(x)\right\vert_{x=3}"),
    (r"\frac{d}{dx}\left[x^2\right]_{x=3} = 6", r"\frac{d}{dx}x^2 \Big|_{x=3} = 6"),
    (r"\frac{d\sigma}{dx} = 1", r"\frac{d\sigma(x)}{dx} = 1"),
    (r"\nabla_w \frac\lambda2 \lVert w\rVert^2 = w",
     r"\nabla_w \left(\frac\lambda2 \|w\|^2\right) = w"),
    # sums, names, brackets
    (r"\sum^{n}_{i=1} x_i = \sum\limits_{i=1}^n x_i", r"\sum_{i=1}^{n} x_i = \sum_{i=1}^{n} x_i"),
    (r"\sum_{1 \le i \le n} x_i = y", r"\sum_{i=1}^{n} x_i = y"),
    (r"\underset{i}{\max} x_i = \operatorname*{max}_i x_i", r"\max_i x_i = \max_i x_i"),
    (r"\operatorname*{arg\,max}_i x_i = y", r"\operatorname{argmax}_i x_i = y"),
    (r"\hat{y_j} = \widehat{\mathbf{y}}_j", r"\hat{y}_j = \hat y_j"),
    (r"||x||_2 = \left\|x\right\|_2", r"\lVert x \rVert_2 = \Vert x \Vert_2"),
    (r"2\left\langle x, y \right\rangle = a", r"2 \langle x, y\rangle = a"),
    (r"x^{\mathsf T} y = x^\intercal y", r"x^T y = x^\top y"),
    (r"(x)_+ = y", r"\operatorname{relu}(x) = y"),
    (r"\mathbb{I}(x > 0) = \mathbf{1}\{x > 0\}", r"[x > 0] = \mathbb{1}_{x > 0}"),
    (r"\max \{0, margin - x\} = \exp\{x\}", r"\max(0, \text{margin} - x) = \exp(x)"),
    (r"\begin{vmatrix} a & b \\ x & y \end{vmatrix} = 1",
     r"\det \begin{pmatrix} a & b \\ x & y \end{pmatrix} = 1"),
    (r"|x| = \left\{\begin{array}{ll} x & x > 0 \\ -x & x \le 0\end{array}\right.",
     r"|x| = \begin{cases} x & x > 0 \\ -x & x \le 0 \end{cases}"),
    (r"|x| = \begin{cases} x, & \text{if $x > 0$}, \\ -x, & \text{for } x \le 0. \end{cases}",
     r"|x| = \begin{cases} x & x > 0 \\ -x & x \le 0 \end{cases}"),
    (r"A = \left[\begin{array}{cc} a & b \\ x & -y \end{array}\right]",
     r"A = \begin{pmatrix} a & b \\ x & -y \end{pmatrix}"),
    (r"{(x+1)}^2 = |{-x}|", r"(x+1)^2 = |-x|"),
    (r"||x| - |y|| = a", r"\left||x| - |y|\right| = a"),
    # dots
    (r"w_1 + \dots + w_n = y", r"\sum_{i=1}^n w_i = y"),
    (r"1 + x + x^2 + \cdots + x^n = y", r"\sum_{i=0}^n x^i = y"),
    (r"w_1 x_1 + \cdots + w_n x_n + b = y", r"\sum_{i=1}^n w_i x_i + b = y"),
    (r"x + \dots + x^3 = y", r"\sum_{i=1}^3 x^i = y"),
    (r"\begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix} = y", r"(x_1, \ldots, x_n) = y"),
]  # fmt: skip


@pytest.mark.parametrize(("tex", "plain"), ALIKE, ids=[tex for tex, _ in ALIKE])
def test_a_spelling_of_the_field_is_read_as_the_plain_one(tex: str, plain: str) -> None:
    assert as_text(sides(tex)) == as_text(sides(plain))


def as_text(nodes: list[tuple[Node, ...]]) -> str:
    """Trees without their places; the index that dots count with is as good as any other."""
    text = re.sub(r"span=\(\d+, \d+\),? ?|unit=Fraction\(\d+, \d+\)", "", repr(nodes))
    return re.sub(r"'\.\d'", "'i'", text)


def test_relations_are_kept() -> None:
    tex = r"x := y \approx 2, y \leftarrow x, x \le y < 3, x \in \mathbb{R}^{n \times 2}"
    found = [chain.relations for chain in read(tex)]
    assert found == [(":=", "~"), ("<-",), ("<=", "<"), ("in",)]


def test_a_sum_over_a_set_or_with_a_condition() -> None:
    (chain,) = read(r"\sum_{i \in \{1, 3\}} x_i = \sum_{j \ne i} x_j = \sum_{k=0}^{\infty} x^k")
    first, second, third = (expr for expr in chain.exprs if isinstance(expr, Reduction))
    assert first.among is not None
    assert second.where == Rel("!=", Sym("j"), Sym("i"))
    assert third.low == Num(third.low.value)  # type: ignore[union-attr]


def test_a_matrix_of_dots_is_a_list_of_lists() -> None:
    (chain,) = read(
        r"J = \begin{bmatrix} \frac{\partial y_1}{\partial x_1} & \cdots & "
        r"\frac{\partial y_1}{\partial x_n} \\ \vdots & \ddots & \vdots \\ "
        r"\frac{\partial y_m}{\partial x_1} & \cdots & \frac{\partial y_m}{\partial x_n}"
        r"\end{bmatrix}"
    )
    outer = chain.exprs[1]
    assert isinstance(outer, Reduction)
    assert isinstance(outer.body, Reduction)
    assert (outer.high, outer.body.high) == (Sym("m"), Sym("n"))


# --- what stands beside ---------------------------------------------------------------------------


def test_conditions_ranges_and_notes_stand_with_their_statement() -> None:
    (first, second) = read(
        r"|x| = x \quad \text{if $x > 0$} \tag{1} \qquad \text{(easy)} \\"
        r"x_i = y_i, \quad i = 1, \dots, n, \quad \text{for all } x"
    )
    assert first.conditions == (Rel(">", Sym("x"), first.conditions[0].right),)  # type: ignore[attr-defined]
    assert first.notes == ("if", "(1)", "(easy)")
    assert [(index, last) for index, _, last in second.ranges] == [("i", Sym("n"))]
    assert second.over == ("x",)


@pytest.mark.parametrize(
    "tex",
    [
        r"x = y, \quad 0 < y < 1",
        r"x = y \quad (0 < y)",
        r"x = y \text{ whenever } x \ge 0",
        r"x = y \quad \forall x > 0",
        r"x = y \ (x > 0)",
    ],
)
def test_a_condition_is_no_statement(tex: str) -> None:
    (chain,) = read(tex)
    assert len(chain.conditions) == 1


def test_an_inequality_on_a_line_of_its_own_or_of_the_left_side_is_a_statement() -> None:
    assert len(read(r"a = y^2 \\ x > 0")) == 2
    assert len(read(r"a = y^2, \quad a \ge 0")) == 2
    assert len(read(r"a = y^2, \quad y^2 + x \ge 0")) == 2


def test_a_note_at_the_end_of_a_line_lets_the_chain_go_on() -> None:
    (chain,) = read(
        r"\begin{aligned} a &= b &&\text{(chain)} \\ &= y &&\text{chain} \\ &= x \end{aligned}"
    )
    assert len(chain.exprs) == 4
    assert chain.notes == ("(chain)", "chain")


def test_a_number_may_count_things_of_one_kind() -> None:
    assert len(read(r"2 \cdot 10 = 20 \text{ calls} \text{ and } 3 = 3 \text{ calls}")) == 2
    assert "bytes" in refusal(r"2 = 2 \text{ bits}, 3 = 3 \text{ bytes}").message


def test_parameters_may_have_numbers() -> None:
    (chain,) = read(r"h(z_1, z_2) = z_1 + x_2")
    head, body = chain.exprs
    assert isinstance(head, Call)
    assert head.args == (Sym("z_1"), Sym("z_2"))
    assert Sym("x", (Num(Fraction(2)),)) in list(walk(body))


def test_a_range_may_be_of_two_indices_and_in_parentheses() -> None:
    (chain,) = read(r"x_i y_j = y_j x_i \ (i, j = 1, \dots, n)")
    assert [index for index, _, _ in chain.ranges] == ["i", "j"]
    (chain,) = read(r"x_i = y_i, \quad i = 1, 3")
    assert [type(found) for found in chain.conditions] == [Rel]


def test_conditions_of_cases_are_joined_by_words() -> None:
    (chain,) = read(
        r"a = \begin{cases} 1 & \text{if $x > 0$ and $y > 0$} \\ 2 & x < -1 \text{ or } y < -1 \\"
        r"3 & \text{otherwise} \end{cases}"
    )
    kinds = [type(node) for node in walk(chain.exprs[1]) if isinstance(node, And | Or)]
    assert kinds == [And, Or]


def test_mathematics_below_a_brace_is_a_statement_of_its_own() -> None:
    found = read(
        r"x = \underbrace{2}_{=\,3} \cdot \overbrace{y}^{1/2} + \underbrace{a}_{\text{bias}}"
    )
    assert [len(chain.exprs) for chain in found] == [2, 2, 2]
    assert found[1].exprs == read("2 = 3")[0].exprs
    assert found[2].exprs == read("y = 1/2")[0].exprs


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (r"\theta", "theta"), (r"\theta_0", "theta_0"), ("W_q", "W_q"), (r"W_{\text{q}}", "W_q"),
        ("W^{[1]}", "W^[1]"), (r"\mathbf{W}^{(2)}", "W^(2)"), ("x^{(t+1)}", "x^(t+1)"),
        ("h_{t-1}", "h_t-1"), (r"\hat y", "y_hat"), (r"\hat{\mathbf{y}}", "y_hat"),
        ("w_{11}", "w_11"),
        ("x'", "x'"), ("x^*", "x^*"), ("x.grad", "x.grad"), ("y_pred", "y_pred"),
        ("eta_T", "eta_T"),
        ("negative_slope", "negative_slope"), ("x1", "x1"), (r"\eta_T", "eta_T"), ("x_i", "x"),
        (r"\mathcal{L}", r"\mathcal{L}"), ("A_{ij}", "A"), (r"\Delta x", "Delta x"),
    ],
)  # fmt: skip
def test_a_key_of_at_has_one_spelling(key: str, name: str) -> None:
    assert given_name(key) == name


def test_keys_are_read_together() -> None:
    assert set(given_names({"W_q": True, "W_k": True, "x_i": True}).values()) == {"W_q", "W_k", "x"}
    assert given_names({"W_k": True, "k": True}) == {"W_k": "W_k", "k": "k"}
    assert given_names({"l_i": False}) == {"l_i": "l_i"}


@pytest.mark.parametrize("key", ["x + y", "2", "", "f(x) y", "x y", r"\frac12", "x_"])
def test_a_key_that_is_no_name_is_refused(key: str) -> None:
    with pytest.raises(FormulaError, match=r"one symbol|symbol here|understood|missing"):
        given_name(key)


@pytest.mark.parametrize(
    ("tex", "names"),
    [
        (r"W_q x = y", {"W_q", "x", "y"}),
        (r"W^{[1]}_{ij} = y", {"W^[1]", "y"}),
        (r"x^{(t+1)} = x", {"x^(t+1)", "x"}),
        (r"\theta_0 + x_0 = margin", {"theta_0", "x", "margin"}),
        (r"\mathcal{L} = L", {r"\mathcal{L}", "L"}),
        (r"x' = x^{\text{new}}", {"x'", "x^new"}),
        (r"x_{new} = x_{ij}", {"x_new", "x"}),
        (r"s_1 = y, \quad z_i = y", {"s_1", "z", "y"}),
        (r"\Delta x = y", {"Delta x", "y"}),
    ],
)
def test_the_longest_name_that_is_known_is_read(tex: str, names: set[str]) -> None:
    tops = [node for chain in read(tex) for expr in chain.exprs for node in _tops(expr)]
    assert {node.name for node in tops} == names


def _tops(expr: Node) -> list[Sym]:
    inner = {id(sub) for node in walk(expr) for sub in getattr(node, "subs", ())}
    return [n for n in walk(expr) if isinstance(n, Sym) and id(n) not in inner]


@pytest.mark.parametrize(
    ("tex", "name"),
    [
        (r"h(x)\; = x^2", "h"), (r"h(x) \equiv x^2", "h"), (r"h(x) := x^2", "h"),
        (r"\hat h(x) = x", "h_hat"), (r"h(x_1, x_2) = x_1", "h"), (r"h_1(x) = x", "h_1"),
        (r"h_\theta(x) = x", "h_theta"), (r"h_i(x) = w_i x", "h"), (r"h_g(x) = x", "h_g"),
        (r"\text{ELU}(x) = x", "ELU"),
        (r"\operatorname{Vol}(x) = x", "Vol"), (r"l^{(i)}(w, b) = w", "l^(i)"),
        (r"h\colon x \mapsto x", "h"), (r"p(y \mid x) = y", "p"),
        (r"\mathcal{L}(w) = w", r"\mathcal{L}"),
        (r"\ell(\hat y, y) = y", "ell"),
    ],
)  # fmt: skip
def test_a_definition_of_a_function_is_read_from_its_head(tex: str, name: str) -> None:
    head = read(tex)[0].exprs[0]
    assert isinstance(head, Call)
    assert head.name == name


def test_a_parenthesis_behind_a_derivative_of_a_function_is_its_argument() -> None:
    found = read(r"\frac{df}{dx}(3) = 6")[0].exprs[0]
    assert isinstance(found, EvaluatedAt)
    product = read(r"\frac{d y}{dx}(1 - x) = 6")[0].exprs[0]
    assert not isinstance(product, EvaluatedAt)


# --- what is refused, by its name -----------------------------------------------------------------

REFUSED = [
    # words
    (r"\frac{d}{dx} x^2 = 2 \text{ divided by } x", "divided by", "stand between formulas"),
    (r"y = w x \text{ plus the bias } b", "plus", "stand between formulas"),
    (r"2x \text{ is never the same as } = x", "2x", "this is no equation"),
    (r"x = 2x \text{ squared again}", "squared", "stand between formulas"),
    (r"x = 2x \quad \text{squared}", "squared", "neither a name known here nor a label"),
    (r"x = 2 \text{ dozen}", "dozen", "neither a name known here nor a label"),
    (r"a = \begin{cases} x & \text{small errors} \\ y & \text{large errors} \end{cases}",
     "small", "no condition that can be checked"),
    (r"a = \begin{cases} x & \text{when positive} \\ y & \text{else} \end{cases}",
     "positive", "no condition"),
    (r"a = \begin{cases} x & x < 3 \\ \text{otherwise} 3 \end{cases}", "otherwise",
     "neither a name"),
    (r"a = \begin{cases} x & \text{otherwise} \\ y & x > 0 \end{cases}", "y", "behind `otherwise`"),
    (r"\underbrace{2x}_{\text{twice } 3} = x", "twice", "words and mathematics"),
    (r"\underbrace{2 \cdots 2}_{9 \text{ copies, not ten}} = 2^9", "copies", "how many"),
    # what prints otherwise than it is grouped, or not at all
    (r"2{x+1} = 2x+2", "{", "braces do not print"),
    (r"{2x}^2 = 4x^2", "{", "braces do not print"),
    (r"1/{2x} = \frac{1}{2x}", "{", "braces do not print"),
    (r"\sin{x+y} = 1", "x+y", "braces do not print"),
    (r"x + \style{display:none}{1} = x", r"\style", "may hide"),
    (r"x = x \color{white}{+ 1}", r"\color", "cannot be seen"),
    (r"x \hspace{-3em} y = x", r"\hspace", "one thing over another"),
    (r"x \not< y", r"\not", r"\not is understood before"),
    (r"x = 2 \qquad x = 2x \qquad x", "x", "this is no equation"),
    (r"(2 \quad x) = x", "x", "a wide space inside brackets"),
    # numbers and characters
    (r"x = ٣", "٣", "arabic-indic digit three"),
    ("x = а", "а", "cyrillic small letter a"),
    (r"x^.5 = y", ".5", "TeX takes the point alone"),
    (r"\frac.5x = y", ".5", "TeX takes the point alone"),
    (r"h = 1e-3", "1", "write 10^{-3}"),
    (r"x = 007", "007", "begins with 0"),
    (r"x = " + "9" * 50, "9", "so many digits"),
    (r"5\,6 = 30", "6", "a number right after a factor"),
    ("x + - y = x", "-", "right behind another sign"),
    # two readings
    (r"\frac{\delta x}{\delta y} = x", r"\frac", "is this a derivative?"),
    (r"x_1_2 = y", "_", "two scripts of one kind"),
    (r"x \overset{\text{not}}{=} y", r"\overset", "a doubtful equals sign"),
    (r"\min_x x^2 = 0", r"\min", "an optimum over all values of x"),
    (r"x = 2 \quad (x)", "x", "this is no equation"),
    (r"y(3, 4)^2 y = f^2(x)", "^2", "or a power?"),
    (r"\frac{dy}{dx}(3) = y", "(", "the derivative there, or a product?"),
    (r"f^{(k)}(x) = y", "k", "the order of a derivative must be a number"),
    (r"2^T x = x", "2^T", "the transpose of a number"),
    (r"w[1] = y", "[", "an entry is written x_1"),
    (r"[x] = x", "[x]", "brackets around one symbol"),
    (r"\mathbf{x}^\top \mathbf{x} = x^\top \mathbf{x}", "x", "x stands in bold and plain"),
    (r"\partial_x x \cdot x = x", r"\cdot", "does the derivative act on what follows?"),
    (r"\nabla_w w x = x", "x", "does the derivative act on this factor too?"),
    (r"|x|_2 = y", "_", "subscript on |...|"),
    ("x = [-1, 1]", "[", "an interval or a list?"),
    (r"x = [x_1 x_2 \cdots x_n]", "[", "a product or a list?"),
    # constructs
    (r"\mathbb{E} x = 1", r"\mathbb{E}", "with brackets"),
    (r"x = x + \mathcal{O}", r"\mathcal{O}", "leaves out terms"),
    (r"x = \E[x]", r"\E", "if it is a macro, write what it stands for"),
    (r"x = x \mathrlap{\qquad x > 0}", r"\mathrlap", "write it behind \\qquad"),
    (r"x = \sum_{x_1} w", "_", "an index has no subscript"),
    (r"x \sim \mathcal{N}(0, 1)", r"x \sim \mathcal{N}(0, 1)", "how something is drawn"),
    (r"x = \pm y", r"\pm", "two statements in one"),
    (r"x \propto y", r"\propto", "leaves out a factor"),
    (r"\frac{d}{dx} = 1", "=", "a derivative alone"),
    (r"\partial f(x) = y", r"\partial", "the Jacobian"),
    (r"\frac{\partial}{\partial x^\top} y = y", r"\top", "a derivative by a row"),
    (r"\int_0 x\,dx = y", r"\int_0", "an integral needs both limits"),
    (r"x = 1 + 2 + \dots", r"\dots", "dots without an end"),
    (r"f(x_1, \ldots, x_n) = y", r"\ldots", "dots between arguments"),
    (r"x \sum x_i = y", None, "over which index"),
    (r"\sum_{i=1} x_i = y", None, "give both limits"),
    (r"x = \text{prod}(x, y)", "prod", "write the product itself"),
    (r"x = y^\circ", "^", "degrees are not read"),
    (r"y = \dot x", r"\dot", "a derivative by time"),
    (r"\nabla \cdot f = y", r"\cdot", "divergence"),
    (r"x, y = 2", "x", "this is no equation"),
    (r"f: \mathbb{R} \to \mathbb{R}", None, "from where to where"),
    (r"x \overset{?}{=} y", r"\overset", "a doubtful equals sign"),
    (r"\newcommand{\x}{y} = y", r"\newcommand", "a macro is not expanded"),
    # brackets and environments
    (r"\begin{pmatrix} x \end{bmatrix} = y", r"\end{bmatrix}", r"\begin{pmatrix} has to be closed"),
    (r"\left( x \right] = y", r"\right]", "( is not closed by this"),
    (r"(x] = y", "]", "( is not closed by this"),
    (r"\begin{foo} x \end{foo} = y", "foo", "the environment foo is not understood"),
    (r"x = \begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", None, "differ in length"),
    ("", None, "there is no equation here"),
]  # fmt: skip


@pytest.mark.parametrize(("tex", "spot", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_not_read_is_named_at_its_place(tex: str, spot: str | None, message: str) -> None:
    error = refusal(tex)
    assert message in error.message
    if spot is not None:
        begin, end = error.span or (0, 0)
        assert any(begin - 1 <= found.start() <= end for found in re.finditer(re.escape(spot), tex))


def test_a_function_whose_name_has_a_value_too_is_refused() -> None:
    assert read(r"\sigma(x) = y")
    message = refusal(r"\sigma(2x) = y", Names({"sigma", "x", "y"})).message
    assert "has a value here and is the sigmoid too" in message
