"""How the shop's data is seen: sentences now, screens with the next issue."""
