"""The working copy while several editors have it open: whose save wins, and what the other is told.

A form carries the version that its editor saw. The first of two saves wins; the second is not
written, and its fields are held against the present draft (`ldnsite.conflicts`).
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import Article

# Of a draft that nobody has decided to publish later.
NO_DAY = {"publish_on": None, "scheduled_version": None, "scheduled_by": None}


class Overtaken(Exception):
    """Somebody saved this draft after the form was opened; nothing was written."""


@transaction.atomic
def claim(*, article: Article, version: int, by: AbstractBaseUser | None) -> None:
    """Make sure, until this transaction ends, that the draft still is the version that was seen.

    Call it before `article.save()`, in the same transaction. Raises Overtaken.
    """
    # Writing takes hold of the row; the value is the one that is there.
    claimed = Article.objects.filter(pk=article.pk, version=version).update(version=version)
    if not claimed:
        raise Overtaken
    # A day that was set or taken away since the article was read is no part of what was typed.
    article.refresh_from_db(fields=[*NO_DAY])
    article.version, article.saved_by = version, by
