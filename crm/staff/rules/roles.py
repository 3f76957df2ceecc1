"""Who may manage whom (RO-1 to RO-5). Pure: knows roles by name only."""

STAFF = "staff"
ADMIN = "admin"
MASTER_ADMIN = "master_admin"
LEVELS = {STAFF: 1, ADMIN: 2, MASTER_ADMIN: 3}
ADMIN_ROLES = (ADMIN, MASTER_ADMIN)


def out_ranks(actor: str, target: str) -> bool:
    """True if role `actor` is strictly above role `target` (RO-1)."""
    return LEVELS[actor] > LEVELS[target]


def creatable_by(actor: str) -> list[str]:
    """The roles that `actor` may give to a new account, lowest first (RO-3)."""
    if actor == MASTER_ADMIN:
        return list(LEVELS)
    return below(actor) if actor == ADMIN else []


def below(actor: str) -> list[str]:
    """The roles strictly under `actor`, which is all an edit may assign (RO-2)."""
    return [role for role in LEVELS if out_ranks(actor, role)]


def pages_can_be_blocked(actor: str, target: str) -> bool:
    """Only a master admin blocks pages, and only for an admin (RO-5)."""
    return actor == MASTER_ADMIN and target == ADMIN
