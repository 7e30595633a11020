"""The demo day again, this time through the till's own screens: keys, scans and touches on a real window, off screen."""
