"""What a topic may be called: taggit checks no characters, and no length but in a topic's own form.

One rule for the desk, the article's form and both ways to import: what one of them took and
another refused could not be brought into another site.
"""

from django.core.exceptions import ValidationError
from taggit.models import Tag

from ldnsite.text import storable, validate_text

MAX_NAME = Tag._meta.get_field("name").max_length
MAX_ADDRESS = Tag._meta.get_field("slug").max_length
# Of a name that is told to be wrong.
SHOWN = 40


def topic_fault(name: str) -> str:
    """What is wrong with a topic's name, in words that say which; nothing where all is well."""
    told = f"Topic “{_shown(name)}”"
    try:
        validate_text(name)
    except ValidationError as fault:
        return f"{told}: {fault.messages[0]}"
    if not name.strip():
        return "A topic has no name."
    if "\n" in name or "\r" in name or len(name.splitlines()) > 1:
        return f"{told} stands on several lines, and has to be on one."
    if name != name.strip():
        # A form takes it off, which would move the page to another topic.
        return f"{told} has a space at an end. Take it off."
    if len(name) > MAX_NAME:
        return (
            f"{told} has {len(name)} characters, and {MAX_NAME} is the most. "
            "Topics are set apart by commas."
        )
    # Signs such as ﬃ become several letters there, and PostgreSQL cuts nothing off.
    if len(Tag().slugify(name)) > MAX_ADDRESS:
        return f"{told} makes an address of more than {MAX_ADDRESS} characters. Shorten it."
    return ""


def validate_topics(names: list[str]) -> None:
    """Raise ValidationError with a message for each name that is wrong."""
    if faults := [fault for name in names if (fault := topic_fault(name))]:
        raise ValidationError(faults)


def _shown(name: str) -> str:
    name = " ".join(storable(name).split())
    return name if len(name) <= SHOWN else f"{name[: SHOWN - 1]}…"
