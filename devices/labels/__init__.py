"""Shelf and product labels: designed from a template, drawn dot by dot so that every letter prints, sent in a printer's words."""
