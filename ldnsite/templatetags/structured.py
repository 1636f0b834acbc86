"""`{% load structured %}`, then one line in a template's head."""

from collections.abc import Callable
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token

from ldnsite.structured import Absolute, Node, data_block, page_graph, study_graph

register = template.Library()


class Block(template.Node):
    """The data block of a row that the template knows under a name."""

    def __init__(self, graph_of: Callable[[Any, Absolute], Node], row: FilterExpression) -> None:
        self.graph_of, self.row = graph_of, row

    def render(self, context: template.Context) -> str:
        request = context["request"]
        site = f"{request.scheme}://{request.get_host()}"
        return data_block(self.graph_of(self.row.resolve(context), lambda path: site + path))


@register.tag
def structured_page(parser: Parser, token: Token) -> Block:
    return Block(page_graph, _only_argument(parser, token))


@register.tag
def structured_study(parser: Parser, token: Token) -> Block:
    return Block(study_graph, _only_argument(parser, token))


def _only_argument(parser: Parser, token: Token) -> FilterExpression:
    _, row = token.split_contents()
    return parser.compile_filter(row)
