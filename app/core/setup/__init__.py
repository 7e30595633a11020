"""The first run: a company with its first branch, till, store, owner, roles, units and price list."""
