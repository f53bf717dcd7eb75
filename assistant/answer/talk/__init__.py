"""Talk, sums, rewording, and letters: what is not, or not only, from the files. May import: answer."""
