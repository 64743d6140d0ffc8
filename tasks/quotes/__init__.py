"""Find quotations and say who said them.

marks, tokens, article    read the sections: stretches between quotation marks, tokens, paragraphs
tagger*                   the model: cues, speakers and contents, on the engine of `tasks.tagging`
tagged, snap, cutting     its labels become reports, which snap to the marks
grammar, set_forms        rules: reported clauses, transcripts, signatures
choosing, naming,         what tagger and rules leave open, chosen by learned weights: `ranking`
edges, mixing
not_speech, speech        scare quotes, titles of works, nicknames, labels: by rule, and by weights
keeping                   which reports say enough
speakers, subjects,       who is meant by the words beside a cue: names, roles, offices, pronouns
heads, roles, offices,
salience
threads                   what a paragraph hands on to the next: who spoke, who is announced
kinds, confidence, odds   direct, partial, mixed or indirect, and how surely
find, tidying             all of it for an article
"""

from tasks.quotes.article import SectionText
from tasks.quotes.find import find_quotes, find_quotes_many
from tasks.quotes.quote import Quote

__all__ = ["Quote", "SectionText", "find_quotes", "find_quotes_many"]
