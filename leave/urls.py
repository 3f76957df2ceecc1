from leave.views.attendance.urls import URLS as ATTENDANCE
from leave.views.breaks.urls import URLS as BREAKS
from leave.views.calendar.urls import URLS as CALENDAR
from leave.views.fees.urls import URLS as FEES
from leave.views.requests.urls import URLS as REQUESTS

app_name = "leave"

urlpatterns = [*REQUESTS, *CALENDAR, *BREAKS, *ATTENDANCE, *FEES]
