"""Who and what appears in the demo data."""

STAFF = {
    "andi": "Andi Pratama",
    "bayu": "Bayu Nugroho",
    "citra": "Citra Lestari",
    "dewi": "Dewi Anggraini",
    "eko": "Eko Saputra",
    "fitri": "Fitri Handayani",
    "galih": "Galih Ramadhan",
    "hana": "Hana Permata",
}
ADMINS = {"rina": "Rina Kartika", "agus": "Agus Setiawan"}
MASTER_ADMINS = {"surya": "Surya Wibowo"}
PRODUCTS = ("Nusantara", "Sentosa", "Cakrawala", "Mandala")
BY_ROLE = {"staff": STAFF, "admin": ADMINS, "master_admin": MASTER_ADMINS}

# Words between blanks.
FIRST_NAMES = (
    "adit agung anisa ari aulia bagus bambang bella candra dian dimas dina dody edo elsa fajar "
    "fani farhan feri gita hadi hendra ika ilham indah intan irfan joko kiki lina lukman maya "
    "mega nanda nia novi oki putri rama rani ratna reza rian rizky sari siska slamet tari teguh "
    "tika udin vina wahyu wawan widi yanti yoga yudi yuli zaki"
)
LAST_PARTS = (
    "ayu jaya gaul putra abadi makmur berkah sakti manis ceria bahari permai raya satria mas "
    "jkt bdg sby mdn mks"
)
NOTES = ("", "", "", "", "BCA", "BRI", "DANA", "QRIS", "OVO", "promo akhir pekan")
TAMBAHAN_NOTES = ("tambahan", "Tambahan malam", "depo tambahan", "TAMBAHAN promo")
DECLINE_REASONS = (
    "Pelanggan ini masih dipegang pemegang reservasi.",
    "Bukti transfer tidak cocok dengan nominal.",
    "Sudah dicatat oleh pemegang reservasi.",
)
DO_NOT_CONTACT = "Minta tidak dihubungi lagi lewat WhatsApp."
HOARDING = "Batch terakhir dikerjakan dulu."
INVALID_REASON = "Nomor tidak aktif."
SOURCE = "Pendaftaran di acara komunitas"
LAWFUL_BASIS = "Persetujuan tertulis saat pendaftaran"
