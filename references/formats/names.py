"""From a name as the site keeps it, “Ludwig van Beethoven”, to the parts that programs sort by.

The site keeps a name as one line, given name first. Nothing in it says where the family name
begins, so this follows BibTeX's own rule: the last word, with the lower-case words before it; and a
“Van” or “Du” before it stays with it. What may be no person's name is kept whole: an organisation
cut in two is worse than a person who is not.
"""

import re
from dataclasses import dataclass

MORE = "et al."
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}
# Words that begin a family name, also where they are written with a capital.
_PARTICLES = {
    *("da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du"),
    *("la", "le", "los", "ten", "ter", "van", "von"),
}
# Words that no person is called by, in what makes studies, books, sites and groups.
_NO_PERSON = re.compile(
    r"\b(?:academy|agency|alliance|associates|association|centre|center|charity|clinic|coalition|"
    r"collaboration|collaborative|collaborators|college|commission|committee|community|company|"
    r"consortium|council|department|foundation|fund|group|hospital|initiative|institute|"
    r"institutes|investigators|laboratory|library|ministry|network|office|organi[sz]ation|"
    r"partnership|patients|project|research|school|service|society|study|team|the|trial|trust|"
    r"union|university|and|of|for|inc|ltd|llc|gmbh)\b|[&,;:/@()\d]",
    re.I,
)


@dataclass(frozen=True)
class Name:
    """A person's name in parts, or `whole` where it cannot be told apart."""

    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    whole: str = ""

    @property
    def turned(self) -> str:
        """Family name first, as RIS has it: “van Beethoven, Ludwig”, “King, Martin, Jr”."""
        family = f"{self.particle} {self.family}".strip()
        return self.whole or ", ".join(filter(None, [family, self.given, self.suffix]))


def split_name(line: str) -> Name:
    """The parts of one line of a reference's people; `whole` where it may be no person."""
    words = line.split()
    if _NO_PERSON.search(line):
        return Name(whole=" ".join(words))
    suffix = words.pop() if len(words) > 2 and words[-1].casefold() in _SUFFIXES else ""
    start = len(words) - 1
    while start > 0 and (words[start - 1].casefold() in _PARTICLES or words[start - 1].islower()):
        start -= 1
    if start < 1:
        return Name(whole=" ".join([*words, suffix]).strip())
    # Only small words sort after the family name; “Van Marwijk” stands under V.
    family = start
    while family < len(words) - 1 and words[family].islower():
        family += 1
    return Name(
        given=" ".join(words[:start]),
        particle=" ".join(words[start:family]),
        family=" ".join(words[family:]),
        suffix=suffix,
    )
