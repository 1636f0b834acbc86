"""References as reference managers read them: the other direction of `references.records`.

`items.py` says once what a reference is in the words that the three forms share; `csl.py`, `ris.py`
and `bibtex.py` each write such items, one at a time, so that a long list is never held whole.
"""
