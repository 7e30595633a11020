"""Whose sale it is: finding, choosing and adding customers."""
