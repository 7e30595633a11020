"""Screens: one folder each, a model without widgets and a page without rules."""
