"""Selling and taking back: the open sale from its first scan, its payment, returns, exchanges, corrections."""
