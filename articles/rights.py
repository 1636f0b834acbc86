"""Who may change what readers see: asked here, and nowhere else."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import User as AuthUser

EDIT = "articles.change_article"
PUBLISH = "articles.publish_article"


def may_edit(user: AuthUser | AnonymousUser) -> bool:
    """Whether the user may change drafts, and bring an old edition's words back into one."""
    return user.is_active and user.is_staff and user.has_perm(EDIT)


def may_publish(user: AuthUser | AnonymousUser) -> bool:
    """Whether the user may publish and withdraw pages."""
    return user.is_active and user.is_staff and user.has_perm(PUBLISH)
