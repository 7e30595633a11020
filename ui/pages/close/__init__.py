"""Closing the shift: the count, the comparison, the Z."""
