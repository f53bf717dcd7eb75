"""Frozen records that flow from stage to stage, one file a subject. May import: nothing else of ours."""
