"""Fuzzing: foreign bytes, bent at random, against every place that reads them. `python -m tests.fuzz --help`.

`engine/` bends, runs, measures and keeps; `targets/` has a file for each place that reads; `test_fuzz.py` runs a short
share of all targets in the suite.
"""
