"""What the shop has decided about how the program behaves."""
