"""PDF: two readings, layout, and hidden text. May import: ingest.parse."""
