"""Forms of words beside the words themselves: stems by language, parts of compounds, pairs of letters. May import text."""
