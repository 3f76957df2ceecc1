"""Leave, check-ins, breaks and fees of the demo's people (leave/demo)."""

from datetime import date

from crm.staff.models import Product, User
from leave.demo.floor import Floor
from leave.demo.play import play_leave
from omset.demo import cast


def play(today: date, seed: int) -> None:
    """Write what happened among them up to `today`; a second time only what is missing."""
    people = {user.username: user for user in User.objects.all()}
    products = {product.name: product for product in Product.objects.all()}
    [master] = cast.MASTER_ADMINS
    play_leave(
        Floor(
            staff=[people[username] for username in cast.STAFF],
            admins=[people[username] for username in cast.ADMINS],
            master=people[master],
            products=[products[name] for name in cast.PRODUCTS],
            today=today,
            seed=seed,
        )
    )
