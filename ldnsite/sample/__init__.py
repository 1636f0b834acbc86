"""A generated site of any size, for measuring and for trying things out.

Its pages are what publishing would have made of their texts: `skeletons` has the real compiler
compile a few bodies whose words, keys and codes are slots; `pages` fills the slots, in the text and
in what was compiled alike. The same size and seed make the same site on every database.
"""
