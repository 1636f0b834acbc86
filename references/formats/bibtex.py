r"""BibTeX, in UTF-8, which LaTeX and most reference managers read; bibtexparser writes it.

What the site keeps is plain text, and a value of BibTeX is TeX: what TeX would take for its own is
written so that it stands for itself. A brace is best known to readers as `\{`; but BibTeX counts
that one too, and one without its fellow would swallow the rest of the file.
"""

import re
from collections.abc import Iterable, Iterator

from bibtexparser import BibtexFormat, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import AddEnclosingMiddleware, MergeCoAuthors, MergeNameParts
from bibtexparser.middlewares.names import NameParts
from bibtexparser.model import Entry, Field

from references.formats.items import ARTICLE, Item
from references.formats.names import Name

CONTENT_TYPE = "application/x-bibtex; charset=utf-8"
_TEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_PAIRED = str.maketrans({"{": r"\{", "}": r"\}"})
_UNPAIRED = str.maketrans({"{": r"{\textbraceleft}", "}": r"{\textbraceright}"})
# Two of a kind, and ?` and !`, that TeX would print as one sign.
_LIGATURE = re.compile(r"([-,'`<>])(?=\1)|([?!])(?=`)")
# In an address TeX reads each character as it stands; these two would end the value.
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_FORMAT = BibtexFormat()
_FORMAT.indent = "  "
_FORMAT.trailing_comma = True
_STACK = [
    MergeNameParts(),
    MergeCoAuthors(),
    AddEnclosingMiddleware(
        reuse_previous_enclosing=False, enclose_integers=True, default_enclosing="{"
    ),
]


def write(items: Iterable[Item]) -> Iterator[str]:
    """The document in pieces, an entry in each."""
    for item in items:
        yield write_string(Library([_entry(item)]), unparse_stack=_STACK, bibtex_format=_FORMAT)
        yield "\n"


def _entry(item: Item) -> Entry:
    texts = {
        # Braces within keep the capitals: styles would write “me/cfs”.
        "title": f"{{{_tex(item.title)}}}",
        "year": str(item.date[0]) if item.date else "",
        "month": str(item.date[1]) if len(item.date) == 3 else "",
        "journal": _tex(item.journal),
        "volume": _tex(item.volume),
        "number": _tex(item.issue),
        "pages": "--".join(map(_tex, item.pages)),
        # An “and” without braces would make two publishers of one.
        "publisher": f"{{{_tex(item.publisher)}}}" if item.publisher else "",
        "isbn": _tex(item.isbn),
        "doi": item.doi.translate(_IN_ADDRESS),
        "pmid": item.pmid,
        "url": item.url.translate(_IN_ADDRESS),
        "note": _tex(item.note),
    }
    people = [_person(name) for name in item.people]
    if item.has_more_people:
        people.append(NameParts(last=["others"]))
    fields = [Field("author", people)] if people else []
    fields += [Field(name, words) for name, words in texts.items() if words]
    return Entry(_kind(item), item.key, fields)


def _kind(item: Item) -> str:
    """An article needs the name of its journal."""
    return "misc" if item.kind == ARTICLE and not item.journal else item.kind.bibtex


def _person(name: Name) -> NameParts:
    """Each part in braces where its words would be read as anything else."""
    if name.whole:
        return NameParts(last=[f"{{{_tex(name.whole)}}}"])
    return NameParts(
        first=_words(name.given),
        von=_words(name.particle),
        last=_words(name.family),
        jr=_words(name.suffix),
    )


def _words(text: str) -> list[str]:
    return [_tex(word) for word in text.split()]


def _tex(text: str) -> str:
    braces = _PAIRED if _is_paired(text) else _UNPAIRED
    return _LIGATURE.sub(r"\g<0>{}", text.translate(_TEX | braces))


def _is_paired(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0
