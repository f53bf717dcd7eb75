"""A private assistant over a person's own files. Each folder is a room; CONTRIBUTING.md has the map."""
