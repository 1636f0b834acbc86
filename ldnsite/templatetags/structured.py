"""`{% load structured %}`, then one line in a template's head."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles.reading import Page
from ldnsite.structured import data_block, page_graph, study_graph
from references.models import Study

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_page(context: dict[str, Any], page: Page) -> SafeString:
    return data_block(page_graph(page, context["request"].build_absolute_uri))


@register.simple_tag(takes_context=True)
def structured_study(context: dict[str, Any], study: Study) -> SafeString:
    return data_block(study_graph(study, context["request"].build_absolute_uri))
