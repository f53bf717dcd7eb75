"""Journey 1: file on disk -> scan -> parse -> chunk -> embed -> store. May import: nothing else of ours."""
