"""Goods on their way between stores: what waits, what arrived, what is missing."""
