"""What a program comes to, counted with nothing but integers: minutes, seconds and cents."""

SHIFT_STARTS, ALLOWANCE, CENTS_A_MINUTE = 11 * 60, 30 * 60, 500


def cost(minutes, day, closed):
    kind, free = closed.get(day, ("works", 0))
    if kind == "closed_free":
        return 0
    return max(0, minutes - free) if kind == "closed_in_part" else minutes


def used(program, month, states):
    """Minutes of the month's requests in one of the states."""
    return sum(
        cost(request.minutes, request.day, program.closed)
        for request in program.requests
        if request.state in states and request.day.replace(day=1) == month
    )


def late(program, day):
    """Whole minutes after 11:00, without leave and on a day that is not closed."""
    on_leave = any(each.day == day and each.state == "approved" for each in program.requests)
    if day not in program.came or on_leave or day in program.closed:
        return 0
    return max(0, program.came[day] // 60 - SHIFT_STARTS)


def over(program, day):
    """Seconds past the allowance."""
    return max(0, sum(program.breaks.get(day, ())) - ALLOWANCE)


def cents_of_day(program, day):
    """What time costs on a day that nobody has waived."""
    total = 0
    if ("late", day) not in program.waived:
        total += late(program, day) * CENTS_A_MINUTE
    if ("break", day) not in program.waived:
        # Hundredths of a minute, half up, at 5 cents each.
        total += (over(program, day) * 100 + 30) // 60 * (CENTS_A_MINUTE // 100)
    return min(total, program.day_cap) if program.day_cap else total


def cents_of_month(program, month):
    """What the month comes to as all is now."""
    days = {*program.came, *program.breaks}
    total = sum(cents_of_day(program, day) for day in days if day.replace(day=1) == month)
    if program.month_cap:
        total = min(total, program.month_cap)
    return total + sum(cents for day, cents in program.added if day.replace(day=1) == month)
