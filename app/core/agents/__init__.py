"""Agents: who carries goods of the shop in a bag, sells out of it without a shift, and settles with the shop (ADR 0025)."""
