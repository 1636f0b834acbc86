"""What the browser would send from the desk's forms."""

from django.urls import reverse

from articles.admin.forms import ArticleForm


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def desk_url(name, row):
    return reverse(f"admin:articles_article_{name}", args=[row.pk])


def form_of(article, **changes):
    """The article's form as it is when it was just opened, with `changes` typed into it."""
    form = ArticleForm(instance=type(article).objects.get(pk=article.pk))
    hidden = {name: form.initial[name] for name in ("seen_version", "base")}
    return form.shown() | hidden | changes


def publish_form(article, **changes):
    article.refresh_from_db()
    return {"version": article.version, "change_note": article.change_note, "_now": "x"} | changes


def save_and_publish(client, article, note="Put right.", **changes):
    """Both steps as an editor takes them; the answer to the second, followed."""
    client.post(change_url(article), form_of(article, **changes, _publish="x"))
    data = publish_form(article, change_note=note)
    return client.post(desk_url("publish", article), data, follow=True)


def messages_of(response):
    return " ".join(str(message) for message in response.context["messages"])
