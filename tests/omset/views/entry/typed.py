"""The addresses and the key of the form."""

NEW, CHECK = "/omset/new/", "/omset/check/"


KEY = "6f1c2f0e-6b1d-4d0e-9d6e-0f6f6a1f0a11"
