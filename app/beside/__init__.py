"""What stands on the counter beside the till's window: each kind of device as a part that follows the settings."""
