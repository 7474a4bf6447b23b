"""Citations of provisions and works, in the languages of the interface and for programs that keep
references, and the sheet that proves what was read. ``patterns.toml`` holds the wording."""
