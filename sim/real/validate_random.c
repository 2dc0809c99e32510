/* validate_random - scenarios that nobody chose: a few groups of tasks that compute and wait, drawn from a seed. */
#include "base/random.h"
#include "validate.h"

/* LOW to HIGH microseconds, each doubling as likely as the next. */
static SimTime draw_time(Stream *stream, gint64 low, gint64 high)
{
    guint n_doublings = 0;

    while (low << (n_doublings + 1) <= high)
        n_doublings++;
    const gint64 least = low << stream_below(stream, n_doublings + 1);
    const gint64 drawn = least + (gint64)stream_below(stream, (guint64)least);

    return MIN(drawn, high) * SIMTIME_US;
}

static void append_time(GString *text, const char *kind, SimTime time)
{
    char exact[SIMTIME_TEXT];

    g_string_append_printf(text, "%s %s", kind, simtime_exact(time, exact));
}

/* What a task does: one computing phase, or several with waits between them. */
static void append_phases(GString *text, Stream *stream)
{
    static const char *const kinds[] = { "compute", "compute", "compute", "nogil", "hold" };
    const char *kind = kinds[stream_below(stream, G_N_ELEMENTS(kinds))];

    if (stream_below(stream, 3) == 0) {
        append_time(text, kind, draw_time(stream, 2000, 20000));
        return;
    }
    g_string_append_printf(text, "repeat %d { ", (int)stream_below(stream, 6) + 2);
    append_time(text, "wait", draw_time(stream, 500, 8000));
    g_string_append(text, "; ");
    append_time(text, kind, draw_time(stream, 200, 4000));
    g_string_append(text, " }");
}

char *validation_draw(guint64 seed, guint n)
{
    g_autofree char *name = g_strdup_printf("%u", n);
    Stream stream = stream_new(seed, "validate", name);
    const guint n_groups = (guint)stream_below(&stream, 3) + 1;
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "[scenario]\nseed = %u\n[machine]\ncores = %u\n", n, (guint)stream_below(&stream, 2) + 1);
    for (guint group = 0; group < n_groups; group++) {
        g_string_append_printf(text, "[task g%u]\ncount = %d\narrival = ", group, (int)stream_below(&stream, 6) + 1);
        if (stream_below(&stream, 2) == 0)
            g_string_append(text, "0");
        else
            append_time(text, "every", draw_time(&stream, 500, 5000));
        g_string_append(text, "\nphases = ");
        append_phases(text, &stream);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}
