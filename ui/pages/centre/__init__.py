"""How far the centre was told, what it has not applied, and a person who does not want to wait."""
