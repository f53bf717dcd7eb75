"""Files opened and written safely: durable, private, never through a link. May import: nothing else of ours."""
