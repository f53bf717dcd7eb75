"""Groups of words that mean the same in four languages, as text files. May import: nothing else of ours."""
