"""Between screens and the app: commands and questions go down, results and news come up as signals."""
