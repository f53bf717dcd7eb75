"""The policies at work: what may come in, be asked, be shown and be kept. May import: models and below."""
