"""The audit log: who searched, opened and exported what, and when. Entries are only ever added,
and each has the hash of the one before, so that what was done to the log afterwards shows.

``log`` writes, ``chain`` says what a hash is of and checks a whole log, ``reading`` lists it.
"""
