"""Files opened and written safely: durable, private, never through a link. May import: domain, text."""
