"""Texts without markup, calendars, contacts, JSON, and the encodings of all of them."""
