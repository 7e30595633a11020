"""Goods into scales that print labels: what has changed, and what became of each."""
