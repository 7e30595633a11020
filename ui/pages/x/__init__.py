"""The X: a shift so far."""
