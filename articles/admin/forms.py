"""The forms of an article at the desk."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from taggit.forms import TagWidget

from articles.models import Article
from articles.topic_names import validate_topics
from ldnsite.conflicts import Merged, fingerprints

WIDE = forms.TextInput(attrs={"size": 80})

SHOWN = [name for name in Article.content_fields() if name != "code_order"]
SHOWN += ["tags", "change_note"]


def large(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 80, "spellcheck": "true"})


class ArticleForm(forms.ModelForm):
    """The draft's fields, with the version and the fingerprints of what the editor was shown."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = SHOWN
        labels = {"tags": "Topics"}  # as everywhere else
        widgets = {
            "body": large(40),
            "synopsis": large(4),
            "importance_note": large(4),
            "safety_notice": large(8),
            "key_messages": large(8),
            "title": WIDE,
            "relevance_reason": WIDE,
            "technical_level_reason": WIDE,
            "skill_level_reason": WIDE,
            "change_note": WIDE,
            "tags": TagWidget(attrs={"size": 80}),
        }

    def __init__(self, *args: Any, merged: Merged | None = None, **options: Any) -> None:
        """`merged` is what a colleague's save and this editor's words came to."""
        super().__init__(*args, **options)
        # Who may only look is given no fields to fill in.
        if self.instance.pk and set(SHOWN) <= set(self.fields):
            self.initial["seen_version"] = self.instance.version
            self.initial["base"] = fingerprints(self.shown())
        if merged:
            self.initial |= merged.values

    def shown(self) -> dict[str, str]:
        """What each field shows of the draft as it is stored, as its widget writes it."""
        shown = {}
        for name in SHOWN:
            value = self.get_initial_for_field(self.fields[name], name)
            value = self.fields[name].prepare_value(value)
            shown[name] = self.fields[name].widget.format_value(value) or ""
        return shown

    def clean_tags(self) -> list[str]:
        validate_topics(self.cleaned_data["tags"])
        return self.cleaned_data["tags"]

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"seen_version", "base"})


class WithdrawForm(forms.Form):
    explanation = forms.CharField(
        widget=large(4),
        help_text="Why the page is withdrawn. Readers who follow an old link see this.",
    )


class PublishForm(forms.Form):
    """What publishing needs besides the draft; `version` is the one that is shown beside it.

    The template writes that one: after a refusal the page shows a later draft than was posted for.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    change_note = forms.CharField(
        required=False,
        max_length=300,
        widget=WIDE,
        help_text="What changed, in a sentence that readers see in the history of the page. A "
        "first edition needs none.",
    )
    publish_on = forms.DateField(
        label="Day",
        required=False,
        widget=AdminDateWidget,
        help_text="Only for publishing later: the day on which readers get it.",
    )
