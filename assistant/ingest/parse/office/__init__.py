"""Word, Excel, PowerPoint, OpenDocument and EPUB from their XML. May import: ingest.parse."""
