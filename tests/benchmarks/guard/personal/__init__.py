"""Numbers of people in made-up sentences: how many are found."""
