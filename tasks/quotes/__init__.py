"""Find quotations and say who said them."""

from tasks.quotes.article import SectionText
from tasks.quotes.find import find_quotes, find_quotes_many
from tasks.quotes.quote import Quote

__all__ = ["Quote", "SectionText", "find_quotes", "find_quotes_many"]
