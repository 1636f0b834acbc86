"""Old pages of our own making, in the form that the old site's pages have."""

import re
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parent
OLD_PAGE = (FOLDER / "old-page.txt").read_text(encoding="utf-8")
HTML_PAGE = (FOLDER / "old-page.html").read_text(encoding="utf-8")


def words_in(text: str) -> Counter[str]:
    """Words as a reader counts them: an underscore is a sign like any other."""
    return Counter(re.findall(r"[^\W_]+", text))
