"""Plays a real shop's sales file through the same functions that the till uses, one transaction an invoice."""
