"""How facts and cards travel to the centre and back; it comes with the sync issue."""
