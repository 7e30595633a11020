"""Scanners: how whole codes are got from a serial or USB-CDC scanner. What a code says is read in `app.kernel.scan`."""
