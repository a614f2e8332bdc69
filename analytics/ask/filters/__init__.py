"""Filters: the conditions of a selection. Each is a query that yields `doc_id`, and a description of it.

One module a family. A filter owns its fields, its query and its description; a new one is discovered in its module.
"""

from analytics.ask.filters.annotations import Annotated
from analytics.ask.filters.columns import Range, Values
from analytics.ask.filters.corpus import InCorpus
from analytics.ask.filters.decisions import Decided
from analytics.ask.filters.evaluation import ContainsItem
from analytics.ask.filters.filter import Filter
from analytics.ask.filters.labels import Mislabelled
from analytics.ask.filters.languages import OtherLanguage
from analytics.ask.filters.passages import HasPassage
from analytics.ask.filters.prompts import PromptRange, PromptValues
from analytics.ask.filters.reading import FILTERS, filter_from_plain, filter_to_plain, filters_from_plain
from analytics.ask.filters.regions import Region
from analytics.ask.filters.rows import Rows
from analytics.ask.filters.rules import Fails
from analytics.ask.filters.scores import KEEP_RULES, KeptByScore
from analytics.ask.filters.sql import Query
from analytics.ask.filters.texts import Contains

__all__ = [
    "FILTERS",
    "KEEP_RULES",
    "Annotated",
    "Contains",
    "ContainsItem",
    "Decided",
    "Fails",
    "Filter",
    "HasPassage",
    "InCorpus",
    "KeptByScore",
    "Mislabelled",
    "OtherLanguage",
    "PromptRange",
    "PromptValues",
    "Query",
    "Range",
    "Region",
    "Rows",
    "Values",
    "filter_from_plain",
    "filter_to_plain",
    "filters_from_plain",
]
