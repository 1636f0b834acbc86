"""/export/: what may be taken from the site, in plain words, for the people who will take it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Edition
from references.formats import ris
from references.formats.items import ARTICLE, Item
from references.formats.names import Name

# A record that readers of the guide can hold against what they download.
EXAMPLE = Item(
    key="younger-2013",
    kind=ARTICLE,
    title="Low-dose naltrexone for the treatment of fibromyalgia: findings of a small, randomized, "
    "double-blind, placebo-controlled, counterbalanced, crossover trial assessing daily pain "
    "levels",
    people=(Name(given="Jarred", family="Younger"), Name(given="Sean", family="Mackey")),
    has_more_people=True,
    date=(2013,),
    journal="Arthritis and Rheumatism",
    volume="65",
    issue="2",
    pages=("529", "538"),
    doi="10.1002/art.37734",
    pmid="23359310",
)


def guide(request: HttpRequest) -> HttpResponse:
    first = Edition.objects.current().order_by("code_order").values_list("code", "title").first()
    return render(
        request,
        "ldnsite/export.html",
        {
            "site": request.build_absolute_uri("/").rstrip("/"),
            "first": first,
            "example": "".join(ris.write([EXAMPLE])),
        },
    )
