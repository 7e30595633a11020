"""What is asked of devices that move money or make receipts fiscal: written down first, asked then, never asked twice."""
