"""All that a site holds, in a file: drafts, every edition, versions of records, what was removed.

Unlike the export it is for the site's own keepers. A row is a JSON object with the names of the
model's fields; what it refers to is named by key, id or name and never by a database's number, so
that the same content makes the same bytes on every database.
"""
