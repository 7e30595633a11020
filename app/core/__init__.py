"""What every business needs: one folder a subject, all of the same shape."""
