"""Short sounds, made by arithmetic and played by whatever the system has for it."""
