from django.urls import path, register_converter

from articles import edition_views, views
from articles.codes import CODE_PATTERN
from articles.finding import views as finding


class CodeConverter:
    regex = CODE_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

app_name = "articles"
urlpatterns = [
    path("pages/", finding.PageList.as_view(), name="pages"),
    path("pages/<slug:slug>/", views.page, name="page"),
    path("pages/<slug:slug>/short/", views.short, name="short"),
    path("pages/<slug:slug>/history/", edition_views.history, name="history"),
    path("pages/<slug:slug>/editions/<ordinal:number>/", edition_views.edition, name="edition"),
    path("pages/<slug:slug>/sheet/", edition_views.sheet, name="sheet"),
    path("tags/", finding.TopicList.as_view(), name="topics"),
    path("tags/<slug:slug>/", finding.TopicPage.as_view(), name="topic"),
    path("wanted/", finding.WantedList.as_view(), name="wanted"),
    path("wanted/<slug:key>/", finding.WantedList.as_view(), name="wanted_entry"),
    path("p/<code:code>/", views.by_code, name="by_code"),
    path("glossary/", views.Glossary.as_view(), name="glossary"),
    path("glossary/<slug:key>/", views.Glossary.as_view(), name="term"),
    path("ratings/", views.ratings, name="ratings"),
]
