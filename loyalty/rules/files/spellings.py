"""How the columns of the three files are called: as the till has them, in English, Indonesian.

The first spelling that a file has wins. Pure.
"""

from loyalty.rules.files.datasets import Dataset

_CARD = ("card_number", "card", "card_no", "nomor_kartu", "no_kartu", "kartu", "numero_tessera")
_CUSTOMER_CARD = ("codice_cliente", "customer_code", "kode_pelanggan", *_CARD, "tessera")
_STORE = ("store", "store_code", "shop", "toko", "kode_toko", "cabang", "negozio", "ditta")
_AMOUNT = ("amount", "total", "total_amount", "jumlah", "nilai", "importo")
_POINTS = ("points", "poin", "stamps", "stempel", "bollini")

_REGISTRY = {
    "card": (*_CARD, "tessera", "codice_cliente"),
    "surname": ("cognome", "surname", "last_name", "family_name", "nama_belakang", "nama_keluarga"),
    "name": ("nome", "name", "first_name", "nama", "nama_depan", "nama_lengkap", "full_name"),
    "status": ("stato_tes", "card_status", "status", "status_kartu", "stato"),
    "street": ("indirizzo", "street", "address", "alamat", "jalan", "via"),
    "house_number": ("civico", "numero_civico", "house_number", "nomor_rumah", "no_rumah"),
    "postcode": ("cap", "postcode", "postal_code", "zip", "kode_pos"),
    "place": ("localita", "place", "city", "town", "kota", "tempat"),
    "province": ("provincia", "province", "provinsi"),
    "phone": (
        *("n_telefono", "telefono", "cellulare", "phone", "phone_number", "mobile"),
        *("no_hp", "hp", "telepon", "no_telepon", "nomor_telepon", "whatsapp", "no_wa"),
    ),
    "created_on": (
        *("data_creazione", "created_on", "created_at", "created", "member_since"),
        *("tanggal_daftar", "tgl_daftar", "dibuat"),
    ),
    "updated_at": (
        *("updated_at", "updated_on", "updated", "last_update", "data_modifica"),
        *("diperbarui", "tanggal_perubahan", "tgl_perubahan"),
    ),
    "birth_date": (
        *("data_nas", "data_nascita", "birth_date", "date_of_birth", "birthday"),
        *("tanggal_lahir", "tgl_lahir"),
    ),
    "sex": ("sesso", "sex", "gender", "jenis_kelamin"),
    "email": ("e_mail", "email", "email_address", "surel"),
    "store": ("negozio", *_STORE),
    "personal_data": ("dati_pers", "personal_data", "privacy", "data_pribadi"),
    "advertising": ("dati_pubb", "advertising", "iklan"),
    "profiling": ("profilazione", "profiling", "pemrofilan"),
    "marketing": ("marketing", "pemasaran"),
    "newsletter": ("newsletter", "buletin"),
    "last_receipt_on": (
        *("data_ult_sc", "last_receipt", "last_receipt_on", "last_purchase"),
        *("belanja_terakhir", "struk_terakhir"),
    ),
    "spend": ("prog_spesa", "spend", "total_spend", "total_belanja", "belanja"),
    "points": ("bollini", *_POINTS),
}
_PROMOTION = {
    "promotion_type": ("tipo_promoz", "promotion_type", "promo_type", "jenis_promo"),
    "promotion_number": ("numero_promoz", "promotion_number", "promo_number", "nomor_promo"),
}
_SALES = {
    "card": _CUSTOMER_CARD,
    "article": ("barcode", "article", "ean", "sku", "artikel", "kode_barang", "articolo"),
    "department": ("reparto", "department", "departemen", "bagian"),
    "month": ("mese", "month", "bulan", "period", "periode"),
    "amount": ("tot_importo", *_AMOUNT),
    "quantity": ("tot_qnt", "quantity", "qty", "kuantitas", "banyaknya"),
    "points": ("tot_bollini", *_POINTS),
    **_PROMOTION,
}
_RECEIPTS = {
    "card": _CUSTOMER_CARD,
    "store": ("ditta", *_STORE),
    "date": ("data_scontrino", "date", "receipt_date", "tanggal", "tgl", "data"),
    "time": ("ora_scontrino", "time", "receipt_time", "jam", "waktu", "ora"),
    "amount": ("importo_scontrino", *_AMOUNT),
    "till": ("numero_cassa", "till", "till_number", "kasir", "nomor_kasir", "cassa"),
    "payment": ("tipo_pagam1", "payment", "payment_1", "pembayaran", "pembayaran_1"),
    "second_payment": ("tipo_pagam2", "second_payment", "payment_2", "pembayaran_2"),
    "points": ("n_bollini", *_POINTS),
}
SPELLINGS: dict[Dataset, dict[str, tuple[str, ...]]] = {
    Dataset.REGISTRY: _REGISTRY,
    Dataset.SALES: _SALES,
    Dataset.RECEIPTS: _RECEIPTS,
}
# Beginnings of the names of columns about family, pets, intolerances and health (LM-7).
SENSITIVE = (
    *("coniug", "dataconiug", "spouse", "married", "marital", "pasangan", "menikah"),
    *("numerofigli", "figli", "datafigli", "children", "child", "anak", "jumlahanak"),
    *("tanggallahiranak", "animali", "animale", "pet", "pets", "hewan", "peliharaan"),
    *("intoller", "altraintoller", "intoleran", "lactose", "laktosa", "gluten", "nickel", "nikel"),
    *("celiac", "allerg", "alergi", "health", "kesehatan", "salute", "penyakit"),
)
