"""The pages of policies; their values are crm/policies/."""

from django.urls import path

from dashboard.policies.views import decide, policies, policy

app_name = "policies"

urlpatterns = [
    path("", policies, name="list"),
    path("<str:key>/", policy, name="policy"),
    path("<str:key>/decide/", decide, name="decide"),
]
