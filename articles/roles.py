"""Who may do what at the desk: three roles, each with all that the one before has.

Migrations call `make_roles`; what a role may do is changed here and by another migration.
"""

from typing import Any

from django.contrib.auth.management import create_permissions

EDITOR, PUBLISHER, ADMINISTRATOR = "Editor", "Publisher", "Administrator"

_EDITS = {
    "articles": {
        "article": "add change view",
        "edition": "view",
        "quote": "add change view",
        "term": "add change view",
        "ratinglevel": "view",
    },
    "references": {
        "reference": "view",
        "study": "add change view",
        "resource": "add change view",
        "link": "add change view",
        "linkcheckrun": "view",
    },
    "taggit": {"tag": "add view"},
}
_PUBLISHES = {
    "articles": {"article": "publish delete", "quote": "delete", "term": "delete"},
    "references": {"study": "delete", "resource": "delete", "link": "delete"},
    "taggit": {"tag": "change"},
}
_ADMINISTERS = {
    "articles": {"ratinglevel": "change"},
    "taggit": {"tag": "delete"},
    "auth": {"user": "add change view"},
    "auditing": {"auditentry": "view"},
}
ROLES = {
    EDITOR: (_EDITS,),
    PUBLISHER: (_EDITS, _PUBLISHES),
    ADMINISTRATOR: (_EDITS, _PUBLISHES, _ADMINISTERS),
}


def make_roles(apps: Any) -> None:
    """Make the three groups, and give each exactly the rights above; `apps` is a migration's.

    Permissions are rows that Django makes after all migrations; here they are needed before. An
    older migration knows fewer models; what a role may do with the others, a later one gives.
    """
    present = {(model._meta.app_label, model._meta.model_name) for model in apps.get_models()}
    for label in ("articles", "references", "taggit", "auth", "auditing"):
        if not any(app == label for app, _ in present):
            continue
        config = apps.get_app_config(label)
        # A migration's app configurations have no module, and would be passed over.
        module = getattr(config, "models_module", None)
        config.models_module = module or True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = module
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, parts in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = [
            Permission.objects.get(
                content_type__app_label=app,
                content_type__model=model,
                codename=f"{action}_{model}",
            )
            for part in parts
            for app, models in part.items()
            for model, actions in models.items()
            if (app, model) in present
            for action in actions.split()
        ]
        group.permissions.set(wanted)
