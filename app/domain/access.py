"""Who may do what (S144–S150): owners everything; admins all but users, deleting connections, and secrets."""

from enum import StrEnum


class Action(StrEnum):
    """What a role is asked for. Everything else belongs to everybody who is signed in."""

    MANAGE_USERS = "manage_users"
    DELETE_CONNECTION = "delete_connection"
    SEE_SECRETS = "see_secrets"


OWNERS_ONLY = frozenset(Action)


def may(role: str, action: Action) -> bool:
    """Whether somebody of this role may do it. An unknown role may nothing."""
    if role == "owner":
        return True
    return role == "admin" and action not in OWNERS_ONLY
