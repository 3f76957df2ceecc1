from django.urls import path

from crm.staff.views import products

app_name = "products"

urlpatterns = [
    path("", products.products, name="list"),
    path("new/", products.new, name="new"),
    path("<oid:pk>/", products.edit, name="edit"),
    path("<oid:pk>/retire/", products.retire, name="retire"),
    path("<oid:pk>/bring-back/", products.bring_back, name="bring_back"),
    path("<oid:pk>/delete/", products.delete, name="delete"),
]
