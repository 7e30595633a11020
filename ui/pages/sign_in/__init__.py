"""Signing in by PIN, with names or without."""
