"""The checkout: what the cashier sees all day."""
