"""What a passage is about: judgements by weight of evidence."""
