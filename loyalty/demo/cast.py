"""Who and what appears in the demo's loyalty programme; nobody of them is real."""

PROGRAMME = "Kartu Setia"
STORES = {"PUSAT": "Toko Pusat", "TIMUR": "Toko Timur", "BARAT": "Toko Barat"}
TILLS = 2
# Words between blanks.
NAMES = (
    "Adit Agung Anisa Ari Aulia Bagus Bambang Bella Candra Dian Dimas Dina Edo Elsa Fajar Gita "
    "Hadi Hendra Ika Indah Intan Irfan Joko Lina Lukman Maya Mega Nanda Nia Putri Rama Ratna Rian "
    "Sari Siska Tari Teguh Wahyu Yanti Yoga"
)
SYLLABLES = "ba ca da fa ga ha ja ka la ma na pa ra sa ta wa ya di ri so lu"
PLACES = ("Jakarta", "Surabaya", "Bandung", "Medan", "Makassar", "Denpasar")
SHOWN_CARD = "Kartu ditunjukkan di kasir."
ASKED = "Diminta anggota lewat telepon."
SAME_PERSON = "Orang yang sama, dua kartu."
