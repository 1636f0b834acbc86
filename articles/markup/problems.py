"""What an editor is told about a text."""

from dataclasses import asdict, dataclass

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
