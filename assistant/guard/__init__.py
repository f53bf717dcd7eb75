"""The policies at work: what may come in, be asked, be shown and be kept. May import: nothing else of ours."""
