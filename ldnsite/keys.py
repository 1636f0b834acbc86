"""The shape of keys, in one place for models, texts and the import."""

from django.core.validators import RegexValidator

KEY_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"

validate_key = RegexValidator(
    rf"\A{KEY_PATTERN}\Z",
    "Use lower-case letters, figures and single hyphens, such as younger-2013.",
    code="key",
)
