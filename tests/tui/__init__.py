"""Tests of the terminal app, a folder for each kind; the doubles take the place of what is behind its ports."""
