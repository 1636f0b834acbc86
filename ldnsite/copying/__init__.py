"""Copies of the whole database: consistent while others write, and verified before they replace.

`whole` makes them and brings them back, whichever database this is; `sqlite` and `postgresql` know
how; `checking` says what is fit to be brought back, `leaping` lets the content version pass every
number that was seen.
"""
