"""Settings: one's own, and the shop's."""
