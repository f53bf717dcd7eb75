"""What a journey asks of each stage, one file a stage (Protocols). May import: domain.records."""
