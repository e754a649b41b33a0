"""Names for the pages of the staff."""

from django import template

from kefu.people import words

register = template.Library()
register.filter("rulebook_name", words.rulebook_name)
