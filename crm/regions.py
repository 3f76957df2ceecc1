"""The countries whose phone numbers a product is about. Pure."""

from django.utils.translation import gettext_lazy as _

HOME = "ID"
# By the two letters of ISO 3166: a number without a country's code is read as one of these.
REGIONS = {
    HOME: _("Indonesia"),
    "BN": _("Brunei"),
    "KH": _("Cambodia"),
    "CN": _("China"),
    "HK": _("Hong Kong"),
    "IN": _("India"),
    "JP": _("Japan"),
    "LA": _("Laos"),
    "MY": _("Malaysia"),
    "MM": _("Myanmar"),
    "PH": _("Philippines"),
    "SG": _("Singapore"),
    "KR": _("South Korea"),
    "TW": _("Taiwan"),
    "TH": _("Thailand"),
    "VN": _("Vietnam"),
}
