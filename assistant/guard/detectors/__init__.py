"""One detector a file, with its settings; `registry` lists them. May import: guard.matching, guard.toxicity."""
