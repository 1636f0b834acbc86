"""Ratings, synopsis and page codes in the lines of an old page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from articles.bringing_in.report import Finding, Line, Report
from articles.codes import CODE_PATTERN, order_of

MAX_SYNOPSIS = 1_000
# No rating or code stands in a longer line.
_SHORT = 200
_LABELS = {
    "skill": "skill_level",
    "technical": "technical_level",
    "relevance": "relevance",
}
_RATING = (
    r"(skill|technical|relevance)(?: ?(?:level|rating))? ?[:=–-]? ?([0-9]{1,3})"
    r"(?: ?(?:/|out of|of) ?5)?"
)
_RATINGS = re.compile(rf"(?:{_RATING}[ ,;|•·]*)+", re.I | re.A)
_EACH_RATING = re.compile(_RATING, re.I | re.A)
_SYNOPSIS = re.compile(r"(?:page )?(?:synopsis|summary) ?[:–-] ?", re.I | re.A)
_CODE = rf"({CODE_PATTERN})(?![0-9A-Za-z])"
_NEIGHBOUR = (
    r"(?:(previous|prev|next)\b\.? ?(?:page\b)?|(?:(?:go|back) to )?page\b) ?[:#]? ?" + _CODE
)
_NEIGHBOURS = re.compile(rf"[«<←‹ ]*(?:{_NEIGHBOUR}[ ,;|•·»>→›«<←‹]*){{1,3}}", re.I | re.A)
_EACH_NEIGHBOUR = re.compile(_NEIGHBOUR, re.I | re.A)
_OWN = re.compile(
    rf"(?:this (?:is )?page|page (?:code|number|no\.?)|this page is|code) ?[:#]? ?{_CODE}",
    re.I | re.A,
)
_TITLED = re.compile(rf"page {_CODE} ?[:.–—-] ?(\S.*)", re.I | re.A)


@dataclass
class Recognised:
    """`values` are fields of an Article; `taken` are places of the lines that became fields."""

    values: dict[str, str | int] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)


class Recogniser:
    """Looks through the lines of one page; `plain` gives a line's words without any markup.

    `own_code` is the editor's choice; `name_code`, from the file's name, gives way to the text.
    """

    def __init__(
        self,
        lines: list[Line],
        report: Report,
        plain: Callable[[str], str],
        own_code: str = "",
        name_code: str = "",
    ) -> None:
        self.lines = lines
        self.report = report
        self.words = [self._words_of(line, plain) for line in lines]
        self.found = Recognised({"code": own_code} if own_code else {})
        self.name_code = name_code
        self.neighbours: list[tuple[int, str, str]] = []
        self.begun = False

    @staticmethod
    def _words_of(line: Line, plain: Callable[[str], str]) -> str:
        # A synopsis may be long; anything longer still is neither label nor value.
        return plain(line.text) if len(line.text) <= 2 * MAX_SYNOPSIS else ""

    def run(self) -> Recognised:
        """The fields, and the lines that need not stay in the text; the report tells of both."""
        for place, words in enumerate(self.words):
            if not words or place in self.found.taken:
                continue
            if _SYNOPSIS.match(words):
                self._synopsis(place, words)
            elif not (len(words) <= _SHORT and self._short(place, words)) and not self.begun:
                # The first line of the text itself may be “Page 13: Title”.
                self.begun = True
                own, _ = split_title(words)
                if own:
                    self.found.values.setdefault("code", own)
        if self.name_code and "code" not in self.found.values:
            self.found.values["code"] = self.name_code
            said = f"this page’s code {self.name_code}, from the name of the file"
            self.report.guessed.append(Finding(0, "", said))
        self._place_neighbours()
        return self.found

    def _short(self, place: int, words: str) -> bool:
        """Whether the line holds ratings or codes and nothing else."""
        if _RATINGS.fullmatch(words):
            self._ratings(place, words)
        elif own := _OWN.fullmatch(words):
            self._set({"code": own[1].lower()}, place)
        elif _NEIGHBOURS.fullmatch(words):
            self.neighbours += [
                (place, (found[1] or "").lower(), found[2].lower())
                for found in _EACH_NEIGHBOUR.finditer(words)
            ]
        else:
            return False
        return True

    def _ratings(self, place: int, words: str) -> None:
        found = [(_LABELS[label.lower()], int(n)) for label, n in _EACH_RATING.findall(words)]
        wrong = [level for _, level in found if not 1 <= level <= 5]
        if wrong:
            self._leave(
                place, f"a rating is 1 to 5, and this says {wrong[0]}; it stays in the text"
            )
        else:
            self._set(dict(found), place)

    def _synopsis(self, place: int, words: str) -> None:
        places = [place]
        text = [_SYNOPSIS.sub("", words, count=1)]
        after = place + 1
        if not text[0]:
            while after < len(self.words) and not self.lines[after].text.strip():
                after += 1
        while after < len(self.words) and self._goes_on(text, after):
            places.append(after)
            text.append(self.words[after])
            after += 1
        synopsis = " ".join(" ".join(text).split())
        if not synopsis or len(synopsis) > MAX_SYNOPSIS:
            self._leave(
                place,
                f"a synopsis has at most {MAX_SYNOPSIS:,} characters; this one stays in the text"
                if synopsis
                else "a synopsis without words stays in the text",
            )
        elif self._set({"synopsis": synopsis}, *places) and len(places) > 1:
            said = f"the synopsis was taken to go on over {len(places)} lines"
            self.report.guessed.append(Finding(self.lines[place].number, "", said))

    def _goes_on(self, text: list[str], after: int) -> bool:
        """Whether the synopsis so far goes on in the next line, as in a text with short lines."""
        words, before = self.words[after], text[-1]
        if not words or _RATINGS.fullmatch(words[:_SHORT]) or _NEIGHBOURS.fullmatch(words[:_SHORT]):
            return False
        if re.match(r"\s*[#>*•-]", self.lines[after].text):
            return False
        return not before or words[0].islower() or 60 <= len(before) <= 100

    def _set(self, values: dict[str, str | int], *places: int) -> bool:
        """Take the lines as these fields, unless an earlier line gave one of them differently."""
        for name, value in values.items():
            if self.found.values.get(name, value) != value:
                said = f"{_named(name)} was “{self.found.values[name]}” already, so this line stays"
                self._leave(places[0], f"{said} in the text")
                return False
        self.found.values |= values
        said = ", ".join(
            _named(name) if name == "synopsis" else f"{_named(name)} {value}"
            for name, value in values.items()
        )
        for place in places:
            self._take(place, said)
        return True

    def _take(self, place: int, said: str) -> None:
        self.found.taken.add(place)
        finding = Finding(self.lines[place].number, self.words[place], said)
        self.report.recognised.append(finding)

    def _leave(self, place: int, said: str) -> None:
        finding = Finding(self.lines[place].number, self.words[place], said)
        self.report.left.append(finding)

    def _place_neighbours(self) -> None:
        """Tell the page before from the page after, by their labels or by their order."""
        codes = {code for _, _, code in self.neighbours}
        own = str(self.found.values.get("code", ""))
        before: set[str] = {code for _, way, code in self.neighbours if way in ("previous", "prev")}
        after: set[str] = {code for _, way, code in self.neighbours if way == "next"}
        unsaid = sorted(codes - before - after - {own}, key=order_of)
        if own:
            before |= {code for code in unsaid if order_of(code) < order_of(own)}
            after |= {code for code in unsaid if order_of(code) > order_of(own)}
        elif len(unsaid) in (2, 3) and not before and not after:
            before, after = {unsaid[0]}, {unsaid[-1]}
            own = unsaid[1] if len(unsaid) == 3 else ""
        elif len(unsaid) == 1 and len(before) + len(after) == 1:
            before, after = before or set(unsaid), after or set(unsaid)
        roles = dict.fromkeys(before, "previous_code") | dict.fromkeys(after, "next_code")
        if own:
            roles[own] = "code"
        clear = len(before) <= 1 and len(after) <= 1 and not before & after and codes <= {*roles}
        for place in dict.fromkeys(place for place, _, _ in self.neighbours):
            named = [code for at, _, code in self.neighbours if at == place]
            if clear:
                self._set({roles[code]: code for code in named}, place)
            else:
                self._leave(place, "which page comes before and which after is not clear; it stays")


def is_labelled(words: str) -> bool:
    """Whether the words are ratings or codes of other pages, and nothing else."""
    return len(words) <= _SHORT and bool(_RATINGS.fullmatch(words) or _NEIGHBOURS.fullmatch(words))


def split_title(words: str) -> tuple[str, str]:
    """The code and the title of a heading such as “Page 13: Title”; no code in any other."""
    found = _TITLED.fullmatch(words)
    return (found[1].lower(), found[2]) if found else ("", words)


def code_in_name(name: str) -> str:
    """The page code in a file's name such as old-page-13.txt or 14b-dosing.html; else nothing."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    found = re.search(rf"(?:\A|page[-_ ]?){_CODE}(?=\Z|[-_ ])", stem)
    return found[1] if found else ""


def _named(name: str) -> str:
    return {
        "code": "this page’s code",
        "previous_code": "page before",
        "next_code": "page after",
    }.get(name, name.replace("_", " "))
