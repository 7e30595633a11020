"""The demo day: a morning in a made-up grocery, played through the till's own functions."""
