"""What is written in several ways and means one thing: dates, figures, ids, abbreviations. May import: text."""
