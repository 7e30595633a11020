"""Pure Python that everyone may use: no database, no screen, no network."""
