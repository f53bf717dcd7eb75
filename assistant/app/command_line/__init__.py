"""What the command line alone needs of the program. May import: app, ingest, store, models, sandbox, config, disk."""
