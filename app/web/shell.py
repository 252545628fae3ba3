"""What stands around a page: who is signed in, which connection is open, and the tabs that exist."""

from dataclasses import dataclass

from app.domain.words import N_


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a connection. `later` moves behind "More" on a phone; one that is not `built` is not shown."""

    id: str
    label: str
    icon: str
    path: str
    later: bool = False
    built: bool = True


TABS = (
    Tab("home", N_("Home"), "house", ""),
    Tab("tasks", N_("Tasks"), "list-checks", "/tasks", later=True),
    Tab("products", N_("Products"), "package", "/products"),
    Tab("orders", N_("Orders"), "receipt-text", "/orders"),
    Tab("categories", N_("Categories"), "tags", "/categories", later=True),
    Tab("settings", N_("Settings"), "settings-2", "/settings/products", later=True),
    Tab("fix-it", N_("Fix it"), "wrench", "/issues", built=False),
)

# The settings menu: id, label, path; the second group stands below a rule. Sections without a page are not listed yet.
SETTINGS = (
    ("products", N_("Product Settings"), "/settings/products"),
    ("orders", N_("Order Settings"), "/settings/orders"),
)
SETTINGS_MORE = (("connection", N_("Connection"), "/authorization"), ("webhooks", N_("Webhooks"), "/webhooks"))


@dataclass(frozen=True, slots=True)
class ShellConnection:
    """The connection in the header. `state` is a word of its badge, `note` what follows it ("12:04")."""

    name: str
    href: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """What every signed-in page needs around it. `tab` is an id of TABS, "more", or "" outside a connection."""

    user_name: str
    user_initials: str
    connection: ShellConnection | None = None
    tab: str = ""
    issue_count: int = 0
    local: bool = False
    rehearsal_url: str = ""


def initials(name: str) -> str:
    """Two letters for the avatar: "Alice Moreau" is AM, "alice" is A, nothing is a middle dot."""
    words = name.split()
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "·"
