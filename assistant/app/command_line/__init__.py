"""What the command line alone needs of the program. May import: app, ingest, store, models, config, disk."""
