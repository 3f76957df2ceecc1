"""What somebody was told."""

from crm.notifications.models import Notification


def kinds(person) -> list[str]:
    return sorted(Notification.objects.filter(user_id=person.pk).values_list("kind", flat=True))
