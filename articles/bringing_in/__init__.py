"""Bring in an old page: text, Markdown or HTML becomes a draft, with a report of what was seen.

`reading` turns bytes into text; `html`, `text` and `markdown` turn that into lines of the site's
Markdown; `recognising` takes ratings, synopsis and codes out of them; `assembling` puts the parts
together without the database, and `drafting` writes the draft and its links.
"""
