"""The kinds of questions, one file each, and the way each takes to its answer. May import: answer."""
