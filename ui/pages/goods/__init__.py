"""Goods: the list of what is sold, and the form that edits it."""
