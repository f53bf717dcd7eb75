"""Other forms of words: stems by language, parts of compounds, pairs of letters. May import: text."""
