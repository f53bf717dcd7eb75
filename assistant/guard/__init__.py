"""Policies: checks texts at each stage by the rules of a policy file. May import: nothing else of ours."""
