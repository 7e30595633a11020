"""Goods in, and the count: stock documents that are scanned together."""
