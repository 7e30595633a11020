"""Taking the money, and what is shown after it."""
