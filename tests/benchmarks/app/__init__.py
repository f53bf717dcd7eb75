"""How the app feels: the first frame, a long conversation, stopping."""
