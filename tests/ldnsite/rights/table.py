"""Who may do what at the desk: every address and every action, each with the least role for it.

A new address or action fails the test beside this until it stands here.
"""

from enum import IntEnum

from articles.roles import ADMINISTRATOR, EDITOR, PUBLISHER


class Least(IntEnum):
    """Each may what those before it may; nobody at all comes last."""

    ANYBODY = 0
    STAFF = 1
    EDITOR = 2
    PUBLISHER = 3
    ADMINISTRATOR = 4
    SUPERUSER = 5
    NOBODY = 6


S, E, P, A, U, N = (Least(number) for number in range(1, 7))
ROLES = {Least.EDITOR: EDITOR, Least.PUBLISHER: PUBLISHER, Least.ADMINISTRATOR: ADMINISTRATOR}

# Of each model: who sees it, adds, changes and deletes.
MODELS = {
    "articles_article": (E, E, E, P),
    "articles_edition": (E, N, N, N),
    "articles_quote": (E, E, E, P),
    "articles_term": (E, E, E, P),
    "articles_ratinglevel": (E, N, A, N),
    "references_reference": (E, N, N, N),
    "references_study": (E, E, E, P),
    "references_resource": (E, E, E, P),
    "references_link": (E, E, E, P),
    "references_linkcheckrun": (E, N, N, N),
    "taggit_tag": (E, E, P, A),
    "auth_user": (A, A, A, N),
    "auditing_auditentry": (A, N, N, N),
}
# Of every other address: who may look at it (GET), and whose POST changes something. “View on site”
# leads to what readers see, and three know POST alone: they tell staff of any kind so, and no more.
OTHERS = {
    "admin:index": (S, N),
    "admin:app_list": (E, N),
    "admin:unwritten": (E, N),
    "admin:jsi18n": (S, N),
    "admin:autocomplete": (E, N),
    "admin:view_on_site": (S, N),
    "admin:password_change": (S, S),
    "admin:password_change_done": (S, N),
    "admin:auth_user_password_change": (A, A),
    "admin:auth_user_second_step": (A, A),
    "admin:articles_article_preview": (E, N),
    "admin:articles_article_publish": (P, P),
    "admin:articles_article_withdraw": (P, P),
    "admin:articles_article_presence": (S, E),
    "admin:articles_article_live": (S, N),
    "admin:articles_article_choices": (E, N),
    "admin:articles_article_bring_in": (E, E),
    "admin:articles_article_quick_add": (E, E),
    "admin:articles_edition_restore": (E, E),
    "admin:references_study_from_record": (E, E),
    "admin:references_link_use_new_address": (S, E),
    "merge_study": (P, P),
    "merge_resource": (P, P),
    "merge_link": (P, P),
    "merge_quote": (P, P),
    **{
        f"admin:{model}_{page}": (E, writes)
        for model in (
            "articles_quote",
            "articles_term",
            "references_study",
            "references_resource",
            "references_link",
        )
        for page, writes in (("deleted", N), ("simple_history", E))
    },
}
# Before anybody is signed in, or on the way out: tests/ldnsite/signing_in holds them.
DOORS = {"admin:login", "admin:login_code", "admin:second_step", "admin:logout"}
# Django's own without a name: an object's short address leads to its page, all else is not found.
NAMELESS = {"<path:object_id>/", "(?P<url>.*)$"}

# Of each action on chosen rows: who may.
ACTIONS = {
    ("references_link", "check_now"): E,
    ("references_link", "use_new_addresses"): E,
    **{
        (model, "delete_selected"): N
        for model in ("articles_article", "articles_edition", "articles_ratinglevel")
    },
    **{
        (model, "delete_selected"): N
        for model in (
            "references_reference",
            "references_linkcheckrun",
            "auth_user",
            "auditing_auditentry",
        )
    },
    **{
        (model, "delete_selected"): P
        for model in (
            "articles_quote",
            "articles_term",
            "references_study",
            "references_resource",
            "references_link",
        )
    },
    ("taggit_tag", "delete_selected"): A,
}


def every_page() -> dict[str, tuple[Least, Least]]:
    """The table in full: an address's name, who may look, whose POST changes something."""
    pages = dict(OTHERS)
    for model, (sees, adds, changes, deletes) in MODELS.items():
        pages |= {
            f"admin:{model}_changelist": (sees, N),
            f"admin:{model}_history": (sees, N),
            f"admin:{model}_add": (adds, adds),
            f"admin:{model}_change": (sees, changes),
            f"admin:{model}_delete": (deletes, deletes),
        }
    return pages
