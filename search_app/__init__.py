"""People and programs ask here."""
