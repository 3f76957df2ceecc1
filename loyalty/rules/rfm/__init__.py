"""How recently, how often and for how much somebody buys: scores and segments (LF-1 to LF-10).

These segments and the retention tiers of the omset pages are two things. Neither moves a tier of a
programme, points or pay. Pure.
"""
