"""What screens share on which goods are scanned onto a list; no screen of its own."""
