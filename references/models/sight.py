"""What readers come to see of the records that pages use, however far from the page.

The paths are reverse sides of what `articles` keeps; nothing of it is imported here.
"""

from django.db.models import Exists, Model, OuterRef, Q

# Of a use: that its edition is what readers see.
CITED_NOW = {"edition__is_latest": True, "edition__state": "published"}

# A page cites it, quotes from it, or does so with a further report on its participants.
REFERENCE_PATHS = (
    "citations",
    "quotes__uses",
    "study__further_reports__citations",
    "study__further_reports__quotes__uses",
)
QUOTE_PATHS = ("uses",)
LINK_PATHS = ("uses", "quotes__uses", *(f"references__{path}" for path in REFERENCE_PATHS))


def cited_now(reference: type[Model]) -> Q:
    """References that a present edition cites.

    One test within the other: of two tables joined in one, SQLite begins with the editions and
    goes through all of them for each reference.
    """
    citation = reference._meta.get_field("citations").related_model
    edition = citation._meta.get_field("edition").related_model
    present = {name.removeprefix("edition__"): value for name, value in CITED_NOW.items()}
    seen = Exists(edition._base_manager.filter(pk=OuterRef("edition"), **present))
    return Q(Exists(citation._base_manager.filter(seen, reference=OuterRef("pk"))))


def seen_through(model: type[Model], paths: tuple[str, ...]) -> Q:
    """Rows of the model, or of one that extends it, that a present edition uses by any path.

    A list for `is_latest`, since with a plain `True` SQLite begins with all present editions and
    goes through them for each row.
    """
    condition = Q()
    for path in paths:
        uses = {f"{path}__edition__is_latest__in": [True], f"{path}__edition__state": "published"}
        condition |= Q(Exists(model._base_manager.filter(pk=OuterRef("pk"), **uses)))
    return condition
