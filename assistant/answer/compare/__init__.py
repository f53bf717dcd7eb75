"""Two or more sides of a question beside each other. May import: answer."""
