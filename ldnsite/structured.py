"""Pages and studies in the words of schema.org, for machines that read the HTML.

Pure functions of rows that are loaded already: they ask nothing of the database. What is not
known is left out. A paraphrase is no quotation of anybody's words, so it carries an `abstract`
where a verbatim quotation carries its `text`.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import json_script

from articles.models import Quote
from articles.reading import Page
from references.evidence import Blinding, Condition, Design, Retraction, Status
from references.models import Study

# Makes an absolute address of a path of the site's own, such as `reverse` gives.
Absolute = Callable[[str], str]
Node = dict[str, Any]

_TRIAL_DESIGNS = {
    Design.RANDOMISED_PARALLEL: "RandomizedTrial",
    Design.RANDOMISED_CROSSOVER: "RandomizedTrial",
}
_BLINDINGS = {
    Blinding.OPEN: "OpenTrial",
    Blinding.SINGLE: "SingleBlindedTrial",
    Blinding.DOUBLE: "DoubleBlindedTrial",
    Blinding.TRIPLE: "TripleBlindedTrial",
}
_TRIALS = {
    Design.RANDOMISED_PARALLEL,
    Design.RANDOMISED_CROSSOVER,
    Design.FIXED_ORDER_CROSSOVER,
    Design.DOSE_FINDING,
}
_OBSERVED = {Design.REGISTER_STUDY: "Registry", Design.CASE_SERIES: "CaseSeries"}
_STATUSES = {
    Status.REGISTERED: "NotYetRecruiting",
    Status.RECRUITING: "Recruiting",
    Status.WITHDRAWN: "Withdrawn",
}
_ONE_ILLNESS = {Condition.ME_CFS, Condition.FIBROMYALGIA, Condition.LONG_COVID}


def page_graph(page: Page, absolute: Absolute) -> Node:
    """A page that readers see now, with what it cites and whom it quotes."""
    edition = page.edition
    address = absolute(edition.get_absolute_url())
    node = {
        "@type": "MedicalWebPage",
        "@id": address,
        "url": address,
        "name": edition.title,
        "identifier": edition.code,
        "description": edition.synopsis,
        "inLanguage": settings.LANGUAGE_CODE,
        "version": edition.number,
        "dateModified": edition.published_at.isoformat(),
        "lastReviewed": edition.reviewed_on.isoformat() if edition.reviewed_on else None,
        "keywords": [tag.name for tag in page.tags],
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "publisher": _site(absolute),
        "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": absolute("/")},
        "citation": [_cited(study, absolute) for study in page.studies],
        "hasPart": [_quotation(quote, absolute) for quote in page.quotes],
    }
    trail = [("Pages", reverse("articles:pages")), (edition.title, edition.get_absolute_url())]
    return _graph(node, _breadcrumbs(trail, absolute))


def study_graph(study: Study, absolute: Absolute) -> Node:
    """A study: an article about a trial once it is published, the trial itself before."""
    subject = _medical_study(study)
    if study.status == Status.PUBLISHED:
        # A review or laboratory work is no trial of its own: it is about the illness.
        is_study = subject["@type"] != "MedicalStudy"
        about = subject if is_study else subject.get("healthCondition")
        node = {**_article(study), "abstract": study.summary, "about": about}
    else:
        node = {**subject, "name": study.title, "identifier": study.registry_id_list}
    address = absolute(study.get_absolute_url())
    node |= {"@id": address, "url": address}
    trail = [("Studies", reverse("references:studies")), (study.title, study.get_absolute_url())]
    return _graph(node, _breadcrumbs(trail, absolute))


def data_block(graph: Node) -> str:
    """The script element for the page's head; the one place that makes it.

    Django's `json_script` leaves no <, > or & in it, so nothing ends the element before its end.
    The type makes it data, which a browser never runs and the content security policy has no say
    in.
    """
    return str(json_script(graph)).replace("application/json", "application/ld+json", 1)


def _graph(*nodes: Node) -> Node:
    return {"@context": "https://schema.org", "@graph": [_known(node) for node in nodes]}


def _known(node: Node) -> Node:
    """Without the properties that have nothing to say."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def _site(absolute: Absolute) -> Node:
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")}


def _breadcrumbs(trail: list[tuple[str, str]], absolute: Absolute) -> Node:
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate([("Home", "/"), *trail], start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _article(study: Study) -> Node:
    people = [{"@type": "Person", "name": name} for name in study.people_list if name != "et al."]
    date = study.published_on.isoformat() if study.published_on else str(study.year or "")
    retracted = study.retraction_status == Retraction.RETRACTED
    journal = _known({"@type": "Periodical", "name": study.journal}) if study.journal else None
    doi = {"@type": "PropertyValue", "propertyID": "DOI", "value": study.doi}
    return {
        "@type": "MedicalScholarlyArticle",
        "name": study.title,
        "author": people,
        "datePublished": date,
        "isPartOf": journal,
        "pagination": study.pages,
        "identifier": doi if study.doi else None,
        "sameAs": [address for address in (study.doi_url, study.pubmed_url) if address],
        "creativeWorkStatus": "Retracted" if retracted else None,
    }


def _cited(study: Study, absolute: Absolute) -> Node:
    address = absolute(study.get_absolute_url())
    if study.status == Status.PUBLISHED:
        return _known({**_article(study), "url": address})
    # What is cited is a work; of a trial without a publication that is its entry in a register.
    trial = {**_medical_study(study), "name": study.title}
    entry = {"@type": "CreativeWork", "name": study.title, "url": address, "about": trial}
    return _known(entry | {"identifier": study.registry_id_list})


def _medical_study(study: Study) -> Node:
    """The fitting type of schema.org; the general MedicalStudy where the design is not known."""
    node: Node = {"@type": "MedicalStudy"}
    if study.design in _TRIALS:
        designs = [_TRIAL_DESIGNS.get(study.design), _BLINDINGS.get(study.blinding)]
        designs.append("PlaceboControlledTrial" if _has_placebo(study) else None)
        node = {"@type": "MedicalTrial", "trialDesign": _terms(designs)}
    elif study.design in _OBSERVED:
        node = {"@type": "MedicalObservationalStudy"}
        node["studyDesign"] = _terms([_OBSERVED[study.design]])
    if study.condition in _ONE_ILLNESS:
        condition = study.get_condition_display()
        node["healthCondition"] = {"@type": "MedicalCondition", "name": condition}
    if study.status in _STATUSES:
        node["status"] = f"https://schema.org/{_STATUSES[study.status]}"
    return _known(node)


def _has_placebo(study: Study) -> bool:
    return study.comparator.strip().casefold() == "placebo"


def _terms(names: list[str | None]) -> list[str]:
    return [f"https://schema.org/{name}" for name in names if name]


def _quotation(quote: Quote, absolute: Absolute) -> Node:
    source = quote.source.specific if quote.source_id else None
    based_on = None
    if source:
        address = absolute(source.get_absolute_url())
        based_on = {"@type": "CreativeWork", "name": source.title, "url": address}
        if getattr(source, "is_retracted", False):
            based_on["creativeWorkStatus"] = "Retracted"
    return _known(
        {
            "@type": "Quotation",
            "text" if quote.is_verbatim else "abstract": quote.words,
            "creator": {
                "@type": "Person",
                "name": quote.speaker,
                "description": quote.get_role_display(),
            },
            "dateCreated": str(quote.year or ""),
            "isBasedOn": based_on,
        }
    )
