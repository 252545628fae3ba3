"""Orders of the rehearsal store: written, searched, shown, and what they do to stock (platform-facts E8 to E10)."""
