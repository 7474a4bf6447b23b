"""Imported for its effect: what detecting languages loads when it is first used is loaded now.

The server that children are forked from imports it, so that no child loads that again. Nothing
else should: it costs some tenths of a second.
"""

from analyzers.detect import detect

detect("This Treaty shall enter into force on the date of signature. 本条约自签字之日起生效。")
detect("本条约自签字之日起生效。")
