"""How the specimen sources become files that look like real instruments."""
