"""Answers about the program itself, from its own figures. May import: answer."""
