"""What to order, and what suppliers still owe."""
