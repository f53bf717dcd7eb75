"""Files opened and written safely: durable, private, and never through a link. May import: nothing else of ours."""
