"""What old HTML is made of once its tags are read: words in one style, and paragraphs of them."""

import re
from dataclasses import dataclass

_BULLET = re.compile(r"[•‣◦▪●]\s*(?=\S)")


@dataclass(frozen=True)
class Run:
    """Words in one style; `address` is that of the link they stand in, `link` tells links apart."""

    text: str
    bold: bool = False
    italic: bool = False
    address: str | None = None
    link: int = 0

    def style(self) -> tuple:
        if self.address is not None:
            return (self.address, self.link)
        return (self.bold, self.italic)


@dataclass
class Block:
    """`kind` is paragraph, heading, item, rule or table; `depth` is that of lists."""

    kind: str
    line: int
    texts: list[str]
    plain: str = ""
    quotes: int = 0
    depth: int = 0
    lead: str = ""
    begins_list: bool = False


def touches(previous: Block, block: Block) -> bool:
    """Whether an item follows another of its list; a blank line between would set them apart."""
    if not previous.kind == block.kind == "item" or previous.quotes != block.quotes:
        return False
    return not block.begins_list or previous.depth < block.depth


def by_bullets(block: Block) -> list[Block]:
    """The paragraph, or the items that its lines are where a bullet begins each."""
    found = [_BULLET.match(text) for text in block.texts]
    if block.kind != "paragraph" or block.depth or not all(found):
        return [block]
    return [
        Block("item", block.line, [text[bullet.end() :]], "", block.quotes, 1, "- ")
        for text, bullet in zip(block.texts, found, strict=True)
    ]


def paragraphs_of(runs: list[Run]) -> list[list[Run]]:
    """Old pages set two <br> between paragraphs."""
    paragraphs: list[list[Run]] = [[]]
    breaks = 0
    for run in runs:
        if run.text == "\n":
            breaks += 1
        elif run.text.strip():
            if breaks > 1:
                paragraphs.append([])
            breaks = 0
        paragraphs[-1].append(run)
    return paragraphs


def joined(runs: list[Run]) -> list[Run]:
    """Neighbours in one style as one run; linear, since their texts are joined once."""
    groups: list[list[Run]] = []
    for run in runs:
        blank = not run.text.strip()
        if groups and (groups[-1][0].style() == run.style() or (blank and run.address is None)):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [
        Run("".join(run.text for run in group), group[0].bold, group[0].italic, group[0].address)
        for group in groups
    ]


def quoted(text: str, depth: int) -> str:
    return ("> " * depth + text).rstrip() if depth else text
