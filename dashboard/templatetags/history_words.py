"""History in the reader's words."""

from django import template

from dashboard.history import field_words, words

register = template.Library()
register.filter("done", words.verb_text)
register.filter("done_by", words.actor_text)
register.filter("changes_text", field_words.changes_text)
