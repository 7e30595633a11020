"""More: every function of the till as a large key."""
