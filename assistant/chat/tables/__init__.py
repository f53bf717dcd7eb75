"""Tables of answers without a face: how columns are aligned, sorted and copied. May import: nothing else of ours."""
