"""Proof that the books agree with themselves: sums, numbers, documents, stock, accounts, the audit's chain."""
