"""Labels of goods: which, how many, how they look, and where they come out."""
