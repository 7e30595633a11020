"""Who did what, when, at which till, by whose right: chained, so that a changed, missing or reordered row is found."""
