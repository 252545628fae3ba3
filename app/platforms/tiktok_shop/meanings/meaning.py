"""What an error code of TikTok means to a seller: the form of the catalogue's entries (S163)."""

from dataclasses import dataclass

from app.domain.decisions import Fix, Who


@dataclass(frozen=True, slots=True)
class Meaning:
    """One cause: what happened, what to do, who can do it and where. `retry`: worth it without changing anything."""

    sentence: str
    hint: str
    fix: Fix = Fix.EDIT_IN_SOURCE
    who: Who = Who.YOU
    retry: bool = False


Entries = tuple[tuple[tuple[int, ...], Meaning], ...]


def wait(sentence: str, hint: str) -> Meaning:
    """It heals by itself: nobody has to do anything, and trying again is right."""
    return Meaning(sentence, hint, Fix.NONE, Who.WAIT, retry=True)


def operator(sentence: str, hint: str) -> Meaning:
    """Only whoever runs this Weft can mend it."""
    return Meaning(sentence, hint, Fix.NONE, Who.OPERATOR)


def seller_center(sentence: str, hint: str) -> Meaning:
    """The seller mends it in TikTok's own Seller Center, then tries again: nothing tells us when it is done."""
    return Meaning(sentence, hint, Fix.SELLER_CENTER, retry=True)


def reauthorise(sentence: str, hint: str) -> Meaning:
    """The seller has to give access once more."""
    return Meaning(sentence, hint, Fix.REAUTHORISE_CHANNEL, retry=True)


def again(sentence: str, hint: str) -> Meaning:
    """The seller presses Retry; Weft then does it differently, having learnt from the refusal."""
    return Meaning(sentence, hint, Fix.RETRY, retry=True)
