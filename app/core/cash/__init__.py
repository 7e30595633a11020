"""The drawer: shifts, cash in and out, counts, X and Z, and why it is short."""
