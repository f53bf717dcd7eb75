"""What is fuzzed: a file for each kind of place that reads foreign bytes; `registry.py` lists them."""
