"""Trying a device by hand: step by step, each step a code that a screen puts into words. A trial ends by itself."""
