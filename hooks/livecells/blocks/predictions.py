"""Predict, then reveal: a `live` block that asks before it shows its output.

The right answer and every foreseen wrong guess are values of runs, compared when the site is
built, so that no explanation can belong to the wrong number. The page carries them as data;
`predict.js` asks. Without scripts the output stands in a fold under its question.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from livecells.blocks.equations import Reference
from livecells.blocks.live_values import is_expression
from livecells.blocks.options import OptionError, about
from livecells.blocks.parser import Block
from livecells.notebook.executed import TYPED
from livecells.notebook.typed_values import ERROR, TypedValue, as_typed, format_value, literal, same
from livecells.parsed import parsed

PARTS = ("answer", "right", "wrong", "choices", "tolerance")
Resolve = Callable[[Reference], TypedValue]
# Whether a page that knows this of a question calls a typed text right.
Judge = Callable[[Mapping[str, object], str], bool]


@dataclass(frozen=True)
class Distractor:
    """A wrong guess that the author foresaw, and what is said to it."""

    guess: Reference | TypedValue
    because: str


@dataclass(frozen=True)
class Prediction:
    """What a block asks. `answer` None: the cell raises; `tolerance` is relative."""

    question: str
    answer: Reference | None
    right: str = ""
    wrong: Sequence[Distractor] = ()
    choices: Sequence[str] = ()
    tolerance: float | None = None

    def references(self) -> Iterator[Reference]:
        """The values of runs that the answer and the wrong guesses need."""
        for value in [self.answer, *(wrong.guess for wrong in self.wrong)]:
            if isinstance(value, Reference):
                yield value


@dataclass(frozen=True)
class Solved:
    """A prediction with its values: the answer, and the wrong guesses in the author's order."""

    asked: Prediction
    answer: TypedValue
    guesses: Sequence[TypedValue]


def read(block: Block) -> Prediction | None:
    """What a `live` block asks, if it asks; raises ValueError with what is wrong with it."""
    given = block.options
    idle = [name for name in PARTS if name in given]
    if "predict" not in given:
        if idle:
            raise OptionError(idle[0], f"option {idle[0]} has no effect without predict")
        return None
    if "answer" not in given:
        raise ValueError("a prediction needs an answer: a live reference, or error")
    choices = tuple(str(choice) for choice in given.get("choices", ()))
    if "choices" in given and (len(choices) < 2 or len(set(choices)) < len(choices)):
        what = f"choices must be two or more, each another, not {list(choices)!r}"
        raise OptionError("choices", what)
    if not 0 <= given.get("tolerance", 0) < 1:
        raise OptionError("tolerance", "tolerance is relative: 0 or more and below 1")
    with about("answer"):
        said = given["answer"]
        answer = None if said.strip().lower() == "error" else _reference(said)
        _refuse_typed(answer, choices)
    with about("wrong"):
        wrong = tuple(_wrong(entry, choices) for entry in given.get("wrong", ()))
    tolerance = float(given["tolerance"]) if "tolerance" in given else None
    return Prediction(given["predict"], answer, given.get("right", ""), wrong, choices, tolerance)


def _reference(text: str) -> Reference:
    reference = Reference.of(text)
    return replace(reference, query=replace(reference.query, spec=TYPED))


def _refuse_typed(answer: Reference | None, choices: Sequence[str]) -> None:
    """Refuse an answer in which the run has no part.

    A reason is no value of a run: it may be typed, where it is chosen among others.
    """
    expression = "None" if answer is None else answer.query.expression
    if answer is None or not is_expression(expression):  # the latter is told where it is asked
        return
    nodes = list(ast.walk(parsed(expression, mode="eval").body))
    reason = isinstance(nodes[0], ast.Constant) and isinstance(nodes[0].value, str)
    if not any(isinstance(node, ast.Name) for node in nodes) and not (reason and choices):
        raise ValueError(f"`{expression}` is no value of the run: name a variable of it")


def _wrong(entry: object, choices: Sequence[str]) -> Distractor:
    if not isinstance(entry, dict) or set(entry) != {"guess", "because"}:
        raise ValueError(f"a wrong guess is `{{guess: ..., because: ...}}`, not {entry!r}")
    guess, because = entry["guess"], str(entry["because"])
    if str(guess) in choices:
        return Distractor({"kind": "text", "value": str(guess)}, because)
    try:
        return Distractor(_reference(guess), because)
    except (AttributeError, ValueError):  # no text, or none that names a snippet
        if choices:
            raise ValueError(f"the wrong guess {guess!r} is none of the choices") from None
        return Distractor(literal(guess), because)


def solve(asked: Prediction, resolve: Resolve, raises: bool) -> Solved:
    """Put the values of runs into a prediction.

    Args:
        asked: What the page asks.
        resolve: Gives the value of a reference.
        raises: Whether a shown cell ends in an error.

    Raises:
        ValueError: An explanation could never be told, or is false.
    """
    answer = ERROR if asked.answer is None else resolve(asked.answer)
    if asked.answer is None and not raises:
        raise OptionError("answer", "the answer is error, and the shown cell raises none")
    if asked.choices:
        answer = {"kind": "text", "value": _choice(answer, asked.choices)}
    guesses: list[TypedValue] = []
    for wrong in asked.wrong:
        guess = resolve(wrong.guess) if isinstance(wrong.guess, Reference) else wrong.guess
        if asked.choices and guess["kind"] != "text":
            guess = {"kind": "text", "value": _choice(guess, asked.choices)}
        _refuse_taken(guess, answer, guesses, asked.tolerance)
        guesses.append(guess)
    return Solved(asked, answer, guesses)


def nobody(data: Mapping[str, object], typed: str) -> bool:  # noqa: ARG001 - a judge's
    """Calls nothing right, where no page will ask."""
    return False


def refuse_right(solved: Solved, judge: Judge) -> None:
    """Refuse a wrong guess in words that the page itself would call right, such as `four` for 4.

    Raises:
        ValueError: There is one.
    """
    asked = solved.asked
    data: dict[str, object] = {"answer": solved.answer, "wrong": [], "asked": asked.question}
    data |= {} if asked.tolerance is None else {"tolerance": asked.tolerance}
    for guess in () if asked.choices else solved.guesses:
        text = str(guess.get("value"))
        if guess["kind"] == "text" and judge(data, text):
            what = f"the wrong guess {text!r} is a way to type the right answer"
            raise OptionError("wrong", f"{what}, {format_value(solved.answer)}")


def _choice(guess: TypedValue, choices: Sequence[str]) -> str:
    text = "error" if guess == ERROR else format_value(guess)
    if text not in choices:
        what = f"the choices {list(choices)!r} do not contain the value {text!r}"
        raise OptionError("choices", what)
    return text


def _refuse_taken(
    guess: TypedValue, answer: TypedValue, earlier: Sequence[TypedValue], tolerance: float | None
) -> None:
    typed = as_typed(guess)  # a reader who types it would be told that it is right
    if same(answer, guess, tolerance) or same(answer, typed, tolerance):
        how = "equals" if same(answer, guess, tolerance) else "is the rounding of"
        told = f"{format_value(guess)} {how} the right answer {format_value(answer)}"
        raise OptionError("wrong", f"the wrong guess {told}")
    if any(same(other, guess, tolerance) for other in earlier):
        raise OptionError("wrong", f"the wrong guess {format_value(guess)} is there twice")
