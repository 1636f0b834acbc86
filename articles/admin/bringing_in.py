"""The desk's page for bringing in an old page: a file or pasted text becomes a draft."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from articles.bringing_in.drafting import BroughtIn, bring_in
from articles.bringing_in.reading import MAX_BYTES
from articles.bringing_in.report import Refused
from articles.models import Article

KINDS = [
    ("", "Find out by itself"),
    ("text", "Plain text"),
    ("markdown", "Markdown"),
    ("html", "HTML"),
]
TOO_LARGE = "The page has {:.1f} MB; at most 2 MB can be brought in. Split it in two."


class BringInForm(forms.Form):
    file = forms.FileField(
        required=False, help_text="The old page as text, Markdown or HTML, of at most 2 MB."
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or its text",
        widget=forms.Textarea(attrs={"rows": 20, "cols": 80}),
        help_text="Paste the page here where you have no file. For HTML, paste its source.",
    )
    kind = forms.ChoiceField(required=False, choices=KINDS, label="Format")
    code = forms.CharField(
        required=False,
        max_length=8,
        help_text="The page’s number, such as 13 or 14b. Left blank, it is taken from the page or "
        "the file’s name, or else is the next free one.",
    )
    slug = forms.CharField(
        required=False,
        max_length=80,
        label="Address",
        help_text="After /pages/. Left blank, it is made from the title.",
    )

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE.format(file.size / 1024 / 1024))
        return file

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        size = len(text.encode(errors="replace"))
        if size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE.format(size / 1024 / 1024))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text", "").strip()
        if not self.errors and bool(file) == bool(text):
            raise forms.ValidationError(
                "Choose either the file or the text: there are both here."
                if file
                else "Choose a file, or paste the page’s text."
            )
        return cleaned

    def bring_in(self) -> BroughtIn:
        """Make the draft; raises Refused."""
        chosen = {name: self.cleaned_data[name] for name in ("kind", "code", "slug")}
        file = self.cleaned_data["file"]
        if file:
            return bring_in(source=file.read(), name=file.name or "", **chosen)
        return bring_in(source=self.cleaned_data["text"], **chosen)


class BringingInMixin:
    """Adds the page, and a button that leads there, to the admin of articles."""

    change_list_template = "admin/articles/article/change_list.html"

    def get_urls(self) -> list:
        bring_in_url = path(
            "bring-in/",
            self.admin_site.admin_view(self.bring_in_view),
            name="articles_article_bring_in",
        )
        return [bring_in_url, *super().get_urls()]

    def bring_in_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = (
            BringInForm(request.POST, request.FILES) if request.method == "POST" else BringInForm()
        )
        if form.is_valid():
            try:
                brought = form.bring_in()
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return self._told(request, brought)
        context = {"title": "Bring in an old page", "form": form}
        return self._bring_in_page(request, "bring_in.html", context)

    def _told(self, request: HttpRequest, brought: BroughtIn) -> HttpResponse:
        article: Article = brought.article
        counts = ", ".join(
            f"{name.lower()}: {len(found)}" for name, found in brought.report.sections()
        )
        self.log_addition(request, article, f"Brought in from an old page ({counts}).")
        context = {
            "title": f"Brought in as a draft: {article}",
            "article": article,
            "sections": brought.report.sections(),
            "kind": dict(KINDS)[brought.kind],
        }
        return self._bring_in_page(request, "brought_in.html", context)

    def _bring_in_page(self, request: HttpRequest, name: str, context: dict) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/articles/article/{name}", context)
