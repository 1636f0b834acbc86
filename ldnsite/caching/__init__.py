"""Responses of the public site, kept until anything that readers can see changes.

`addresses` says what is public; `stamps` what a response depends on besides its address;
`middleware` marks public responses and answers conditional requests; `layer` stands around the
whole application and answers from `stores` what was answered before.
"""
