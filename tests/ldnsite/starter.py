"""The starter content as it stands in its file, by key, for the tests that read it."""

from ldnsite.management.commands.set_up import STARTER
from ldnsite.strict_json import read_document

DOCUMENT = read_document(STARTER.read_bytes())
[PAGE] = DOCUMENT["articles"]
BODY = PAGE["body"]
QUOTES = {quote["key"]: quote for quote in DOCUMENT["quotes"]}
LINKS = {link["key"]: link for link in DOCUMENT["links"]}
STUDIES = {study["key"]: study for study in DOCUMENT["studies"]}
RESOURCES = {resource["key"]: resource for resource in DOCUMENT["resources"]}
# What stands on other pages, in search results and on cards without the text of page 13 beside it.
ALONE = {
    f"{kind} {record['key']}": " ".join(
        text for name, text in record.items() if isinstance(text, str) and name != "key"
    )
    for kind in ("studies", "resources", "quotes", "terms")
    for record in DOCUMENT[kind]
} | {f"key message {number}": words for number, words in enumerate(PAGE["key_messages"], 1)}
