"""What is above all apps. Nobody imports it.

    home/         today and this month
    leaderboard/  who stands where
    navigation/   menu, badges and search, of what the apps register
    status/       whether the numbers are right and the parts are well
    styleguide/   every component of the pages beside its name

`periods` and `links` say of which days a number is, and where it leads.
"""
