"""Files to cleaned, paged text: a registry of readers, one file a format. May import: nothing else of ours."""
