"""Where goods are: every movement is a fact, every level their sum."""
