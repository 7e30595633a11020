"""Search as a person types, in tables of its own that are kept in step with products; it knows no table of another subject.

One trigram index answers everything. A product's text is `^ молоко 0.5л #₄₆₀₀₀₀₀₀₀₀₀₁₇$`; what is typed becomes patterns in
it (`^ мол` begins a name, ` мол` a word, `мол` is anywhere, `#₄₆₀` begins a code), a pattern becomes trigrams, and what they
find is checked against the text. Ids begin with the name's length: the first rows of each answer are its shortest names.
Digits of codes are other characters than those of names, so that `460` need not look at every barcode of a country.
"""

from __future__ import annotations

from app.core.catalog.search.entries import (
    Entry,
    index_products,
    index_texts,
    many_to_come,
    remove_products,
    remove_texts,
    text_of,
)
from app.core.catalog.search.finding import find

__all__ = ["Entry", "find", "index_products", "index_texts", "many_to_come", "remove_products", "remove_texts", "text_of"]
