from django.contrib import admin
from django.urls import include, path, register_converter

from articles.admin import merging
from ldnsite import changes, machines, sitemaps, views
from ldnsite.export import formats
from ldnsite.export import views as export
from ldnsite.export.guide import guide
from ldnsite.paging import OrdinalConverter
from ldnsite.readiness import readyz
from ldnsite.searching.views import search

register_converter(formats.FormConverter, "reference_form")
# Before articles.urls is read, which has numbers too.
register_converter(OrdinalConverter, "ordinal")

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("articles.urls")),
    path("", include("references.urls")),
    path("search/", search, name="search"),
    path("sitemap/", views.Sitemap.as_view(), name="sitemap"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap_xml"),
    path("sitemap-<slug:name>-<ordinal:part>.xml", sitemaps.sitemap_part, name="sitemap_part"),
    path("changes/", changes.ChangeList.as_view(), name="changes"),
    path("changes.atom", changes.atom, name="changes_atom"),
    path("about/", views.about, name="about"),
    path("robots.txt", machines.robots, name="robots"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    path("export/", guide, name="export"),
    path("export/articles.json", export.articles, name="export_articles"),
    path("export/references.json", export.references, name="export_reference_records"),
    path("export/site.json", export.site, name="export_site"),
    path("export/site.ndjson", export.site_lines, name="export_site_lines"),
    path("export/schema.json", export.schema, name="export_schema"),
    path("export/openapi.json", export.openapi, name="export_openapi"),
    path("export/articles/<code:code>.json", export.article, name="export_article"),
    path("export/references.<reference_form:form>", formats.references, name="export_references"),
    path(
        "export/references/<slug:key>.<reference_form:form>",
        formats.reference,
        name="export_reference",
    ),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", include(merging.urls())),
    path("admin/", admin.site.urls),
]
handler500 = "ldnsite.views.failed"
