"""Sentences are marked where they are written and translated where they are shown."""


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for "mark only"
    """Mark `sentence` for translation and return it unchanged (gettext's noop)."""
    return sentence
