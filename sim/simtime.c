/* simtime - time as integer nanoseconds, how it is written and how it is read. */
#include "simtime.h"

#include <math.h>
#include <string.h>

typedef struct {
    const char *name;
    SimTime size;
    SimTime from; /* simtime_format writes the unit from this time on: where rounding would reach 1 of it */
} Unit;

static const Unit units[] = {
    { "min", 60 * SIMTIME_S, 120 * SIMTIME_S },
    { "s", SIMTIME_S, 999950000 },
    { "ms", SIMTIME_MS, 999950 },
    { "us", SIMTIME_US, 1000 },
    { "ns", 1, 0 },
};

/* What people write in a unit's place, and what to tell them. */
static const struct {
    const char *name, *hint;
} wrong_units[] = {
    { "nsec", "unknown unit, did you mean ns?" },      { "usec", "unknown unit, did you mean us?" },
    { "\302\265s", "unknown unit, did you mean us?" }, { "\316\274s", "unknown unit, did you mean us?" },
    { "msec", "unknown unit, did you mean ms?" },      { "sec", "unknown unit, did you mean s?" },
    { "secs", "unknown unit, did you mean s?" },       { "second", "unknown unit, did you mean s?" },
    { "seconds", "unknown unit, did you mean s?" },    { "mins", "unknown unit, did you mean min?" },
    { "minute", "unknown unit, did you mean min?" },   { "minutes", "unknown unit, did you mean min?" },
};

static const Unit *find_unit(const char *name, const char **why)
{
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        if (strcmp(units[i].name, name) == 0)
            return &units[i];
    }
    *why = *name ? "unknown unit, expected ns, us, ms, s or min"
                 : "a unit is missing, expected ns, us, ms, s or min";
    if (g_ascii_isspace(*name))
        *why = "expected no space between a number and its unit, as in 10ms";
    for (gsize i = 0; i < G_N_ELEMENTS(wrong_units); i++) {
        if (strcmp(wrong_units[i].name, name) == 0)
            *why = wrong_units[i].hint;
    }
    return NULL;
}

/* Digits from *TEXT on, which moves behind them; what is far too long stays so. */
static unsigned __int128 read_digits(const char **text)
{
    const unsigned __int128 far_too_long = (unsigned __int128)SIMTIME_MAX << 20;
    unsigned __int128 value = 0;

    for (; g_ascii_isdigit(**text); (*text)++) {
        if (value < far_too_long)
            value = value * 10 + (guint)(**text - '0');
    }
    return value;
}

/* The N digits behind a point, of a unit of SIZE: nanoseconds, rounded half up. Digits beyond the 27th, which
 * no unit has a use for, are left out. */
static unsigned __int128 read_fraction(const char *digits, gsize n, SimTime size)
{
    unsigned __int128 fraction = 0, parts = 1;

    for (gsize i = 0; i < MIN(n, 27); i++) {
        fraction = fraction * 10 + (guint)(digits[i] - '0');
        parts *= 10;
    }
    return (fraction * (unsigned __int128)size * 2 + parts) / (2 * parts);
}

gboolean simtime_parse(const char *text, SimTime *time, const char **why)
{
    gboolean negative = *text == '-';
    const char *rest = text + negative, *digits;
    unsigned __int128 total;
    const Unit *unit;
    gsize n_digits;

    if (strcmp(text, "0") == 0) {
        *time = 0;
        return TRUE;
    }
    if (!g_ascii_isdigit(*rest)) {
        *why = "expected a duration such as 10ms";
        return FALSE;
    }
    total = read_digits(&rest);
    digits = rest + (*rest == '.');
    n_digits = *rest == '.' ? strspn(digits, "0123456789") : 0;
    if (n_digits)
        rest = digits + n_digits;
    unit = find_unit(rest, why);
    if (!unit)
        return FALSE;
    total = total * (unsigned __int128)unit->size + read_fraction(digits, n_digits, unit->size);
    if (negative)
        *why = "a time cannot be negative";
    else if (total > (unsigned __int128)SIMTIME_MAX)
        *why = "too long, expected at most 2^62 ns (146 years)";
    else if (total == 0 && strpbrk(text, "123456789"))
        *why = "less than half a nanosecond, expected 0 or at least 1ns";
    else
        *why = NULL;
    *time = (SimTime)total;
    return !*why;
}

char *simtime_format(SimTime time, char text[SIMTIME_TEXT])
{
    guint64 size = time < 0 ? -(guint64)time : (guint64)time;
    const Unit *unit = units;
    guint decimals = 3;
    unsigned __int128 parts = 1000;
    char fraction[8] = "";

    while (size < (guint64)unit->from)
        unit++;
    for (guint64 whole = size / (guint64)unit->size; whole >= 10 && decimals > 0; whole /= 10) {
        decimals--;
        parts /= 10;
    }
    guint64 scaled =
        (guint64)((size * parts * 2 + (guint64)unit->size) / (2 * (unsigned __int128)unit->size));
    guint64 whole = scaled / (guint64)parts;
    guint64 rest = scaled % (guint64)parts;
    if (rest) {
        g_snprintf(fraction, sizeof fraction, ".%0*d", (int)decimals, (int)rest);
        for (gsize end = strlen(fraction); fraction[end - 1] == '0'; end--)
            fraction[end - 1] = '\0';
    }
    g_snprintf(text, SIMTIME_TEXT, "%s%" G_GUINT64_FORMAT "%s %s", time < 0 ? "-" : "", whole, fraction,
               unit->name);
    return text;
}

char *simtime_exact(SimTime time, char text[SIMTIME_TEXT])
{
    const Unit *unit = units;
    gint64 thousandths;
    gsize length;

    if (time == 0)
        return strcpy(text, "0");
    while (time < unit->size || (__int128)(time % unit->size) * 1000 % unit->size != 0)
        unit++;
    thousandths = (gint64)((__int128)(time % unit->size) * 1000 / unit->size);
    g_snprintf(text, SIMTIME_TEXT, "%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT, time / unit->size, thousandths);
    length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    length -= text[length - 1] == '.';
    g_strlcpy(text + length, unit->name, SIMTIME_TEXT - length);
    return text;
}

/* A factor is taken to twelve decimals: 1.15 is what was written, not the binary fraction next to it. */
#define UNIT G_GINT64_CONSTANT(1000000000000)

static gint64 parts_of(double factor)
{
    return (gint64)floor(factor * (double)UNIT + 0.5);
}

static SimTime divide(SimTime time, gint64 parts, gint64 by)
{
    gint64 product;

    if (!__builtin_mul_overflow(time, parts, &product) && product < G_MAXINT64 - by)
        return (product + by / 2) / by;
    __int128 scaled = ((__int128)time * parts + by / 2) / by;
    return scaled < SIMTIME_NEVER ? (SimTime)scaled : SIMTIME_NEVER;
}

SimTime simtime_scale(SimTime time, double factor)
{
    return factor == 1 ? time : divide(time, parts_of(factor), UNIT);
}

SimTime simtime_rescale(SimTime time, double factor, double divisor)
{
    return factor == divisor ? time : divide(time, parts_of(factor), parts_of(divisor));
}
