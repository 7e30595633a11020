"""Scales that print labels get the shop's weighed goods: what changed, one by one, with a report for each number (PLU)."""
