from django.urls import path

from loyalty.views import overview
from loyalty.views.accounts.urls import URLS as ACCOUNTS
from loyalty.views.analytics.urls import URLS as ANALYTICS
from loyalty.views.batches.urls import URLS as BATCHES
from loyalty.views.challenges.urls import URLS as CHALLENGES
from loyalty.views.members.urls import URLS as MEMBERS
from loyalty.views.points.urls import URLS as POINTS
from loyalty.views.programmes.urls import URLS as PROGRAMMES
from loyalty.views.rewards.urls import URLS as REWARDS
from loyalty.views.segments.urls import URLS as SEGMENTS
from loyalty.views.stores.urls import URLS as STORES

app_name = "loyalty"

urlpatterns = [
    path("", overview.overview, name="overview"),
    *ACCOUNTS,
    *BATCHES,
    *ANALYTICS,
    *CHALLENGES,
    *MEMBERS,
    *POINTS,
    *PROGRAMMES,
    *REWARDS,
    *SEGMENTS,
    *STORES,
]
