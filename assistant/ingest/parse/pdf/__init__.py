"""PDF: two readers, layout, and hidden text. May import: ingest.parse."""
