"""The first run: a shop is made, looked around in as a demo, or brought back, before any other screen is there."""
