"""What the faces ask of the program (Protocols) and the rows they show. May import: config, sandbox."""
