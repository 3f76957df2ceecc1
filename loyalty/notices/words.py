"""What a notice says, in the reader's language, for her area and for mails (LA-9)."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from crm.web.templatetags import formats
from loyalty.models import MemberNotice, NoticeSort, Programme
from loyalty.programmes.words import in_points


def in_words(notices: Iterable[MemberNotice], programme: Programme) -> list[str]:
    """A sentence each; points of several lots that end on one day are said together."""
    lots: dict[tuple, list[MemberNotice]] = defaultdict(list)
    for each in sorted(notices, key=lambda notice: (notice.day, notice.key)):
        is_alone = each.sort == NoticeSort.TIER_LOSS
        lots[(each.day, each.key if is_alone else each.days_before)].append(each)
    return [_sentence(together, programme) for together in lots.values()]


def _sentence(together: list[MemberNotice], programme: Programme) -> str:
    first = together[0]
    if first.sort == NoticeSort.ENDING:
        points = sum(each.points for each in together)
        said = {"points": in_points(points, programme), "day": formats.day(first.day)}
        return _("%(points)s can be spent until %(day)s, and end then.") % said
    said = {
        "missing": formats.money(first.missing, programme.currency),
        "tier": first.tier,
        "day": formats.day(first.day),
        "lower": first.lower,
    }
    return (
        _(
            "%(missing)s are missing to stay %(tier)s: from %(day)s on it is %(lower)s, unless "
            "they are spent before."
        )
        % said
    )
