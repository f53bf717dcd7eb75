"""Questions made from the person's own files, asked and counted. May import: evaluation, ingest."""
