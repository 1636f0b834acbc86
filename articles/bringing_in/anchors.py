"""What becomes of a link of an old page: a row of the register, a link to a page, or only words."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

from articles.bringing_in.inline import VAGUE, Links, cut, escape, is_sound, lost_label
from articles.bringing_in.report import Finding, Report
from articles.codes import CODE_PATTERN
from articles.markup.addresses import bare, is_safe, tidy

_PAGE = re.compile(rf"page\s+({CODE_PATTERN})", re.I)
_MAIL = re.compile(r"(?:mailto|tel):[^\s<>()\[\]\\*_`]{1,500}", re.I)


class Anchors:
    """Writes the links of one page. `base` is the old page's own address, where it is known."""

    def __init__(self, links: Links, report: Report, base: str = "") -> None:
        self.links = links
        self.report = report
        self.base = base
        self.written: Callable[[str], str] = escape

    def write(
        self, words: str, address: str, line: int, around: str = "", *, as_is: bool = False
    ) -> str:
        """Markdown for the words; `around` is the text they stand in, for a better label.

        Where `as_is`, the words are Markdown already.
        """
        self.written = str if as_is else escape
        seen = bare(address)
        where = tidy(address)
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:", seen)
        if not where or seen.startswith("#"):
            return self._words(words, line, "a link within the page became plain words")
        if where.startswith("//") or re.match(r"www\.\w", where, re.I):
            where = f"https:{'' if where.startswith('//') else '//'}{where}"
        elif scheme and scheme[0].lower() not in ("http:", "https:"):
            return self._other_scheme(words, where, line)
        elif not scheme:
            if page := _PAGE.fullmatch(words):
                return f"[[{page[1].lower()}|{words}]]"
            where = self._joined(where)
            if not where:
                note = (
                    f"On the old page this led to “{cut(tidy(address), 500)[0]}” of its own site."
                )
                return self.links.add(
                    words, self._label(words, around), line, note=note, as_is=as_is
                )
        if not is_sound(where):
            said = f"no browser could open the address {cut(where, 200)[0]}, so only the words stay"
            return self._words(words, line, said)
        return self.links.add(
            words, self._label(words, around, where), line, url=where, as_is=as_is
        )

    def _words(self, words: str, line: int, said: str) -> str:
        self.report.left.append(Finding(line, words, said))
        return self.written(words)

    def _other_scheme(self, words: str, address: str, line: int) -> str:
        if _MAIL.fullmatch(address) and is_safe(address):
            linked, rest = (self.written(part) for part in cut(words, 300))
            return f"[{linked}]({address}){rest}"
        said = f"a link to {cut(address, 80)[0]} may not be shown to readers; only its words stay"
        return self._words(words, line, said)

    def _joined(self, address: str) -> str:
        if not self.base:
            return ""
        try:
            return urljoin(self.base, address)
        except ValueError:
            return ""

    @staticmethod
    def _label(words: str, around: str, address: str = "") -> str:
        """Words that say by themselves what the link leads to."""
        if not VAGUE.fullmatch(words.strip()):
            return words
        found = re.search(re.escape(words.strip()), around)
        label = lost_label(around, found) if found else ""
        if len(label.split()) > len(words.split()):
            return label
        return f"{words}: {address}" if address else words
