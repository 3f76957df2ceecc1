"""How Debian's Chromium is started: without what costs much and no test looks at."""

# Chromium obeys the last list alone, so what Playwright switches off stands here again.
OFF_BY_PLAYWRIGHT = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
# Every context loaded two pages of its own for the address bar, half a second of work, and kept a
# process for a page that may come.
OFF_HERE = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(OFF_BY_PLAYWRIGHT + OFF_HERE)}",
    # No page lives long enough to earn back the compiling of its scripts.
    "--js-flags=--no-opt --no-maglev",
]
