"""Forms of questions: for yes or no, for the latest of several. May import: domain, text."""
