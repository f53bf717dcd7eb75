"""What the program promises: the tests that show each promise, their controls, and the table of the results."""
