"""Goods that come back: which receipt, which goods, and the money; or other goods for them."""
