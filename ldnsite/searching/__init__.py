"""Search over one table of entries, on the database's own full-text index.

`models` holds the table; `query` reads what a reader typed, and `spelling` makes both alike;
`sqlite` and `postgresql` ask the index, `words` its table of words; `ranking` says what is ranked
and `finding` puts the answer together. A leaf of the project, except for `views`: records of all
layers keep their entries in step through `ldnsite.models.VisibleModel`.
"""
