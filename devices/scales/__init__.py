"""Scales: pure parsers from bytes to a reading, and the conversations that bring the bytes. They know nothing about selling."""
