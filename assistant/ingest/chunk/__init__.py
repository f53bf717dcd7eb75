"""Pages to chunks that fit the embedder's window. May import: nothing else of ours."""
