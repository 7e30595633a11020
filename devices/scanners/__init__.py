"""Scanners: what a code says, and how whole codes are got from a serial or USB-CDC scanner."""
