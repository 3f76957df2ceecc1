"""What tells whose card it is, and when a member may change it herself (LS-6).

Whoever took a card would make the proof of its owner wrong by it: a dispute asks for the surname,
an admin for the birth date, which is not shown to them for the same reason.
"""

from loyalty.models import Member, MemberAccount


def fixed_facts(member: Member, account: MemberAccount) -> tuple[str, ...]:
    """Of a member's facts those that only the counter changes; none once it is proven to be her.

    The name is one of them for who has no surname: it is her proof (LS-2).
    """
    if account.is_proven:
        return ()
    proof = ("surname",) if member.surname else ("name", "surname")
    return (*proof, "birth_date")
