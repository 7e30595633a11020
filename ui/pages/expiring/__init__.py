"""What goes bad soon, and where it is."""
