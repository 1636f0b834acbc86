"""Whether the addresses in the register still lead anywhere.

When a link is called broken:

* A page that is *gone* (404, 410) is asked for again later in the same run; gone twice, it is
  broken.
* Whatever may pass by itself (no answer, an error of the server, an unknown name, a bad
  certificate, redirects that never end) is tried three times in a run. It then only dates
  `failing_since`; the link is broken once a later run finds it failing three days after that.
* What says nothing about a reader's browser (403 to a program, 429, a port that this site does not
  use) never changes the status.

An editor's own “caution” outlasts every check that finds the address working.

`addresses` says which machines may be reached, `transport` sees to it, `checking` looks at one
address, `running` at many, `verdicts` says what an answer makes of a link, `recording` writes it
down.
"""
