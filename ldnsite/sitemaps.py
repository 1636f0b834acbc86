"""/sitemap.xml: what readers can see, with true dates of change."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.models import Edition
from references.models import Study


class PagesSitemap(Sitemap):
    def items(self):
        return Edition.objects.current().only("slug", "published_at").order_by("code_order")

    def lastmod(self, item: Edition) -> datetime:
        return item.published_at


class StudiesSitemap(Sitemap):
    def items(self):
        return Study.objects.public().only("key").order_by("key")


class ListsSitemap(Sitemap):
    def items(self) -> list[str]:
        return [
            "home",
            "articles:pages",
            "articles:topics",
            "articles:wanted",
            "references:studies",
            "references:resources",
            "articles:glossary",
            "articles:ratings",
            "changes",
            "about",
            "export",
            "sitemap",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": PagesSitemap, "studies": StudiesSitemap, "lists": ListsSitemap}
