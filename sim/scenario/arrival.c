/* arrival - when the instances of a task arrive: 0 | 30ms | every 10ms | poisson 100/s | 0ms, 5ms, 9ms. */
#include "arrival.h"

#include "base/nearest.h"
#include "base/number.h"
#include "draw.h"
#include "option.h"

/* The words of TEXT, whatever white space is between them. */
static GStrv words_of(const char *text)
{
    GPtrArray *words = g_ptr_array_new();
    g_auto(GStrv) parts = g_strsplit_set(text, " \t\n\f", -1);

    for (guint i = 0; parts[i]; i++) {
        if (*parts[i])
            g_ptr_array_add(words, g_strdup(parts[i]));
    }
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

static gboolean complain(char **why, const char *complaint)
{
    *why = g_strdup(complaint);
    return FALSE;
}

/* A duration above 0. */
static gboolean read_duration(const char *text, SimTime *time, char **why)
{
    const char *complaint;

    if (!simtime_parse(text, time, &complaint))
        return complain(why, complaint);
    return *time > 0 || complain(why, "expected a duration above 0");
}

static gboolean read_every(const GStrv words, Arrival *arrival, char **why)
{
    arrival->kind = ARRIVAL_EVERY;
    if (g_strv_length(words) != 2)
        return complain(why, "expected one duration behind every, such as every 10ms");
    return read_duration(words[1], &arrival->time, why);
}

/* "100/s" as the mean gap in nanoseconds. */
static gboolean read_rate(const char *text, double *mean_gap, char **why)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", 2);
    g_autofree char *one = g_strv_length(parts) == 2 ? g_strconcat("1", parts[1], NULL) : g_strdup("");
    const char *complaint;
    double number;
    SimTime unit;

    if (!simtime_parse(one, &unit, &complaint) || !number_decimal(parts[0], &number) || number <= 0)
        return complain(why, "expected a rate above 0, such as poisson 100/s");
    *mean_gap = (double)unit / number;
    return TRUE;
}

static gboolean read_poisson(const GStrv words, Arrival *arrival, char **why)
{
    guint n = g_strv_length(words);

    arrival->kind = ARRIVAL_POISSON;
    if ((n != 2 && n != 4) || (n == 4 && !g_str_equal(words[2], "for")))
        return complain(why, "expected poisson 100/s or poisson 100/s for 60s");
    return read_rate(words[1], &arrival->mean_gap, why) &&
           (n == 2 || read_duration(words[3], &arrival->time, why));
}

static gboolean read_list(const char *text, Arrival *arrival, char **why)
{
    static const Option durations = { .name = "", .type = OPTION_DURATIONS };

    arrival->kind = ARRIVAL_LIST;
    return option_read(&durations, text, &arrival->list, why);
}

static gboolean read_at(const GStrv words, Arrival *arrival, char **why)
{
    const char *const forms[] = { "every", "poisson" };
    const char *complaint;

    arrival->kind = ARRIVAL_AT;
    if (g_ascii_isalpha(*words[0])) {
        *why = nearest_complaint("arrival", words[0], forms, G_N_ELEMENTS(forms));
        return FALSE;
    }
    if (g_strv_length(words) != 1)
        return complain(why,
                        "expected one duration, durations with commas between them, every D or poisson RATE");
    return simtime_parse(words[0], &arrival->time, &complaint) || complain(why, complaint);
}

gboolean arrival_read(const char *text, gpointer value, char **why)
{
    Arrival *arrival = value;
    g_auto(GStrv) words = words_of(text);

    arrival_clear(arrival);
    if (strchr(text, ','))
        return read_list(text, arrival, why);
    if (g_str_equal(words[0], "every"))
        return read_every(words, arrival, why);
    if (g_str_equal(words[0], "poisson"))
        return read_poisson(words, arrival, why);
    return read_at(words, arrival, why);
}

void arrival_clear(gpointer value)
{
    Arrival *arrival = value;

    g_clear_pointer(&arrival->list, g_array_unref);
    *arrival = (Arrival){ 0 };
}

guint64 arrival_count(const Arrival *arrival)
{
    return arrival->kind == ARRIVAL_LIST ? arrival->list->len : 0;
}

gboolean arrival_draws_count(const Arrival *arrival)
{
    return arrival->kind == ARRIVAL_POISSON && arrival->time > 0;
}

gboolean arrival_is_zero(const Arrival *arrival)
{
    if (arrival->kind == ARRIVAL_LIST) {
        for (guint i = 0; i < arrival->list->len; i++) {
            if (g_array_index(arrival->list, SimTime, i) != 0)
                return FALSE;
        }
        return TRUE;
    }
    return arrival->kind == ARRIVAL_AT && arrival->time == 0;
}

static gboolean poisson_times(const Arrival *arrival, guint64 count, Stream *stream, GArray *times)
{
    SimTime time = 0;

    for (guint64 i = 0; i < count; i++) {
        SimTime gap = draw_gap(arrival->mean_gap, stream);
        if (gap > SIMTIME_MAX - time)
            return arrival->time > 0;
        time += gap;
        if (arrival->time && time >= arrival->time)
            return TRUE;
        g_array_append_val(times, time);
    }
    return TRUE;
}

gboolean arrival_times(const Arrival *arrival, guint64 count, Stream *stream, GArray *times)
{
    if (arrival->kind == ARRIVAL_POISSON)
        return poisson_times(arrival, count, stream, times);
    if (arrival->kind == ARRIVAL_LIST) {
        g_array_append_vals(times, arrival->list->data, arrival->list->len);
        return TRUE;
    }
    for (guint64 i = 0; i < count; i++) {
        SimTime time = arrival->time;
        if (arrival->kind == ARRIVAL_EVERY && __builtin_mul_overflow(time, (gint64)i, &time))
            return FALSE;
        if (time > SIMTIME_MAX)
            return FALSE;
        g_array_append_val(times, time);
    }
    return TRUE;
}
