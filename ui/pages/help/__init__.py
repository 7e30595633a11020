"""Help: keys, how things are done, and what to tell whoever mends it."""
