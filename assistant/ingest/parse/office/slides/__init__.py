"""What a slide shows by where its shapes stand. May import: ingest.parse."""
