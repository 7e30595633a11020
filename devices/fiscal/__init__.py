"""Fiscal registers: a neutral document in the words of a country's register, and its answer back."""
