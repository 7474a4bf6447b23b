"""Text in, values out: no files written, no network, no engine."""
