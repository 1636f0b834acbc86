"""`{% load parts %}`, then `{% part "template" name=value %}`: an include that is kept."""

from django import template
from django.template.base import FilterExpression, Parser, Token, token_kwargs

from ldnsite.caching.rendered import part as kept_part

register = template.Library()


class Part(template.Node):
    def __init__(self, name: FilterExpression, values: dict[str, FilterExpression]) -> None:
        self.name, self.values = name, values

    def render(self, context: template.Context) -> str:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        return kept_part(self.name.resolve(context), values)


@register.tag
def part(parser: Parser, token: Token) -> Part:
    """What the template makes of the values that are named, and of nothing else.

    It is made once for as long as the values are the same; see `ldnsite.caching.rendered.part`.
    """
    _, name, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"part takes name=value only, and not {bits[0]}")
    return Part(parser.compile_filter(name), values)
