"""Imported for its effect: what analysis loads when it is first used is loaded now.

The server that children are forked from imports it, so that no child loads that again. Nothing
else should: it costs some tenths of a second.
"""

from analyzers.segment import terms_many

terms_many(["The Parties shall extradite.", "双方应当引渡。", "ភាគីទាំងពីរត្រូវធ្វើបត្យាប័ន។"])
