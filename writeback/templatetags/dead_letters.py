"""How many dead letters there are, for the admin's front page."""

from django import template

from writeback import table

register = template.Library()


@register.simple_tag
def dead_letter_count() -> int:
    return table.figures().failed
