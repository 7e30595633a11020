"""What can be done to sales: `drafts` (the cart), `checkout`, `returns`, `corrections`, `accounts` (money for no goods)."""
