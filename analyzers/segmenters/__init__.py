"""One segmenter a script: a run of its letters in, words out."""
