"""From an editor's text to a reader's HTML, in two pure steps.

`compiling.compile_page` (at publishing, in a helper process with a deadline: `deadline`) turns
Markdown with the site's notations into sanitised HTML with inert markers; `expanding.Expander`
(at reading) replaces the markers from live rows. Nothing here but `expanding` needs Django.
"""
