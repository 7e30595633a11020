"""Displays that face the customer: two lines of letters."""
