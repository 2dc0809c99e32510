/* measure - figures as people read them: a few digits and a unit, the same in every locale. */
#include "measure.h"

#include "base/digits.h"
#include "figures.h"

#define MILLIONTHS 1000000
#define MINUTES_FROM (120 * SIMTIME_S)

static const struct {
    const char *name;
    SimTime size;
} units[] = { { "s", SIMTIME_S }, { "ms", SIMTIME_MS }, { "us", SIMTIME_US }, { "ns", 1 } };

static const gint64 powers[] = { 1, 10, 100, 1000 };
#define MOST_DECIMALS 3
#define MOST_IN_UNIT 10000 /* what is more is told in the next unit */

static char *not_applicable(void)
{
    return g_strdup("-");
}

/* VALUE / SIZE with DECIMALS decimals, rounded half up. */
static void append_decimal(GString *text, __int128 value, gint64 size, guint decimals)
{
    const gint64 scaled = (gint64)((2 * value * powers[decimals] + size) / (2 * (__int128)size));

    digits_integer(text, scaled / powers[decimals]);
    if (decimals > 0)
        g_string_append_printf(text, ".%0*d", (int)decimals, (int)(scaled % powers[decimals]));
}

/* In seconds with DECIMALS, minutes apart. */
static char *minutes_text(SimTime time, guint decimals)
{
    const SimTime last_digit = SIMTIME_S / powers[decimals];
    const SimTime rounded = (time + last_digit / 2) / last_digit * last_digit;
    const SimTime seconds = rounded % (60 * SIMTIME_S);
    GString *text = g_string_new(NULL);

    if (rounded >= 60 * SIMTIME_S) {
        digits_integer(text, rounded / (60 * SIMTIME_S));
        g_string_append(text, seconds < 10 * SIMTIME_S ? " min 0" : " min ");
    }
    append_decimal(text, seconds, SIMTIME_S, decimals);
    g_string_append(text, " s");
    return g_string_free(text, FALSE);
}

/* Decimals that give SMALLEST three significant digits, fewer where all TIMES end before. */
static guint decimals_for(const gint64 *times, guint n, SimTime smallest, SimTime unit)
{
    guint decimals = 0;

    while (decimals < MOST_DECIMALS && unit / powers[decimals] > 1 &&
           smallest / (unit / powers[decimals]) < 100)
        decimals++;
    for (; decimals > 0; decimals--)
        for (guint i = 0; i < n; i++)
            if (times[i] != NOT_APPLICABLE && times[i] % (unit / powers[decimals - 1]) != 0)
                return decimals;
    return 0;
}

/* Index of the unit in which LARGEST is at least 1. */
static guint unit_for(SimTime largest)
{
    guint unit = 0;

    while (unit + 1 < G_N_ELEMENTS(units) && largest < units[unit].size)
        unit++;
    return unit;
}

static char *time_text(gint64 time, guint unit, guint decimals, gboolean minutes)
{
    GString *text;

    if (time == NOT_APPLICABLE)
        return not_applicable();
    if (minutes)
        return minutes_text(time, decimals);
    text = g_string_new(NULL);
    append_decimal(text, time, units[unit].size, decimals);
    g_string_append_printf(text, " %s", units[unit].name);
    return g_string_free(text, FALSE);
}

void measure_times(const gint64 *times, guint n, char **texts)
{
    SimTime largest = 0, smallest = SIMTIME_NEVER;
    guint unit, decimals;

    for (guint i = 0; i < n; i++) {
        if (times[i] != NOT_APPLICABLE)
            largest = MAX(largest, times[i]);
        if (times[i] > 0)
            smallest = MIN(smallest, times[i]);
    }
    unit = unit_for(MIN(smallest, largest));
    if (largest / MOST_IN_UNIT >= units[unit].size)
        unit = unit_for(largest);
    if (smallest < units[unit].size / 100) { /* too far apart */
        for (guint i = 0; i < n; i++)
            texts[i] = measure_time(times[i]);
        return;
    }
    decimals = decimals_for(times, n, smallest, units[unit].size);
    for (guint i = 0; i < n; i++)
        texts[i] = time_text(times[i], unit, decimals, largest >= MINUTES_FROM);
}

char *measure_time(gint64 time)
{
    const guint unit = unit_for(time);
    guint decimals;

    if (time == NOT_APPLICABLE)
        return not_applicable();
    if (time == 0)
        return g_strdup("0");
    decimals = decimals_for(&time, 1, time, units[unit].size);
    return time_text(time, unit, decimals, time >= MINUTES_FROM);
}

char *measure_percent(gint64 millionths)
{
    const gint64 percent = (millionths + 5000) / 10000;

    if (millionths == NOT_APPLICABLE)
        return not_applicable();
    if (percent == 0 && millionths > 0)
        return g_strdup("<1 %");
    return g_strdup_printf("%" G_GINT64_FORMAT " %%", percent);
}

static char *decimal_text(gint64 millionths, guint decimals, const char *unit)
{
    GString *text;

    if (millionths == NOT_APPLICABLE)
        return not_applicable();
    text = g_string_new(NULL);
    append_decimal(text, millionths, MILLIONTHS, decimals);
    g_string_append(text, unit);
    return g_string_free(text, FALSE);
}

char *measure_factor(gint64 millionths)
{
    return decimal_text(millionths, 2, "x");
}

char *measure_rate(gint64 millionths)
{
    return decimal_text(millionths, millionths < 10 * MILLIONTHS ? 3 : 1, "/s");
}

char *measure_count(gint64 count)
{
    return decimal_text(count == NOT_APPLICABLE ? count : count * MILLIONTHS, 0, "");
}

char *measure_mean(gint64 millionths)
{
    return decimal_text(millionths, millionths < 100 * MILLIONTHS ? 1 : 0, "");
}
