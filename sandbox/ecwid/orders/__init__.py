"""Orders of the rehearsal store: what is kept, written, searched and shown, and what they do to stock (ecwid.md 6)."""
