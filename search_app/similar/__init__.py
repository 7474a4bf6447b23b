"""Similar provisions: a provision → those of other works most alike, in any language, with why."""
