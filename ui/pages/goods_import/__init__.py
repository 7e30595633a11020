"""Bringing a price list in: a look first, then storing, then what was wrong with it."""
