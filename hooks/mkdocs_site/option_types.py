"""Types of options, with messages for people who mistype a value."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TypeVar, cast

from mkdocs.config import config_options
from mkdocs.config.base import BaseConfigOption, ValidationError

from livecells.below import leads_below
from livecells.errors import unknown
from livecells.sizes import size_of

T = TypeVar("T")


class Flag(config_options.OptionallyRequired[bool]):
    """`true` or `false`; no other word is taken for one of them."""

    def run_validation(self, value: object) -> bool:
        """The value, if it is one; raises ValidationError."""
        if not isinstance(value, bool):
            raise ValidationError(f"must be true or false, not {value!r}")
        return value


class Seconds(config_options.OptionallyRequired[float]):
    """A time above 0."""

    def run_validation(self, value: object) -> float:
        """The seconds; raises ValidationError."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 < cast("float", value) < math.inf:
            raise ValidationError(f"must be seconds above 0, not {value!r}")
        return cast("float", value)


class Size(config_options.OptionallyRequired[str]):
    """A size such as `4 GiB`, or `none`."""

    def run_validation(self, value: object) -> str:
        """The size as it is written; raises ValidationError."""
        text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        try:
            size_of(text)
        except ValueError:
            wanted = "must be a size such as 512 MiB or 4 GiB, or none"
            raise ValidationError(f"{wanted}, not {value!r}") from None
        return text


class Text(config_options.OptionallyRequired[str]):
    """A text, of a form where one is asked for."""

    def __init__(self, default: str, form: re.Pattern[str] | None = None, wants: str = "") -> None:
        super().__init__(default)
        self.form, self.wants = form, wants or "a text"

    def run_validation(self, value: object) -> str:
        """The text; raises ValidationError."""
        if not isinstance(value, str) or (self.form and not self.form.fullmatch(value)):
            raise ValidationError(f"must be {self.wants}, not {value!r}")
        return value


class Folder(config_options.OptionallyRequired[str]):
    """The path of a folder or a file below another, written with slashes."""

    def run_validation(self, value: object) -> str:
        """The path without a slash at its end; raises ValidationError."""
        path = value.rstrip("/") if isinstance(value, str) else ""
        if not path or not leads_below(path) or {"", "."} & set(path.split("/")):
            raise ValidationError(f"must be a path such as a/b, not {value!r}")
        return path


class FileOrNone(Folder):
    """As `Folder`, or an empty text for none."""

    def run_validation(self, value: object) -> str:
        """The path; raises ValidationError."""
        return "" if value == "" else super().run_validation(value)


class FolderOrAll(Folder):
    """As `Folder`, or `.` for everything."""

    def run_validation(self, value: object) -> str:
        """The path; raises ValidationError."""
        return "." if value in (".", "./") else super().run_validation(value)


class Each(config_options.OptionallyRequired[tuple[T, ...]]):
    """A list; each of its items is checked by another option."""

    def __init__(self, item: BaseConfigOption[T], default: Sequence[T]) -> None:
        super().__init__(tuple(default))
        self.item = item

    def run_validation(self, value: object) -> tuple[T, ...]:
        """The items, each as `item` takes it; raises ValidationError."""
        if not isinstance(value, (list, tuple)):
            raise ValidationError(f"must be a list such as [a, b], not {value!r}")
        return tuple(self.item.validate(one) for one in value)


class OneOf(config_options.OptionallyRequired[str]):
    """One word of a few."""

    def __init__(self, what: str, words: Sequence[str], default: str | None = None) -> None:
        super().__init__(default)
        self.what, self.words = what, words

    def run_validation(self, value: object) -> str:
        """The word; raises ValidationError."""
        if value not in self.words:
            raise ValidationError(unknown(self.what, str(value), list(self.words)))
        return str(value)


class Address(config_options.URL):
    """A whole address, or an empty text for none."""

    def run_validation(self, value: object) -> str:
        """The address; raises ValidationError."""
        try:
            return super().run_validation(value)
        except ValidationError:
            raise ValidationError(f"must be an address with https://, not {value!r}") from None
