"""What an editor is told about a text."""

from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError

from ldnsite.text import validate_text

FIELD_NAMES = {
    "safety_notice": "Safety notice",
    "key_messages": "Key messages",
    "body": "Text",
}


@dataclass(frozen=True, order=True)
class Problem:
    """A fault at a place: the field's name, the line counted from 1 (0: no line) and what to do."""

    field: str
    line: int
    message: str

    def __str__(self) -> str:
        where = FIELD_NAMES.get(self.field, self.field.replace("_", " ").capitalize())
        return (
            f"{where}, line {self.line}: {self.message}"
            if self.line
            else (f"{where}: {self.message}")
        )

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)


class Refused(Exception):
    """A text that will not be compiled at all: too large, too deep or too slow."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def text_problems(name: str, text: str) -> list[Problem]:
    """Of characters that no feed can hold; what is published with them could not be changed."""
    try:
        validate_text(text)
    except ValidationError as fault:
        return [Problem(name, 0, message) for message in fault.messages]
    return []
