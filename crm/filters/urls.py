from django.urls import path

from crm.filters import views

app_name = "filters"

urlpatterns = [
    path("save/", views.save, name="save"),
    path("layout/", views.layout, name="layout"),
    path("<oid:pk>/", views.open_list, name="open"),
    path("<oid:pk>/rename/", views.rename, name="rename"),
    path("<oid:pk>/share/", views.share, name="share"),
    path("<oid:pk>/delete/", views.delete, name="delete"),
]
