/* snapshot - one step of a watched run: what happened and was decided at an instant, and how all stood at
 * its end. */
#include "snapshot.h"

static void part_clear(gpointer data)
{
    g_free(((Part *)data)->text);
}

static void row_free(gpointer data)
{
    Row *row = data;

    g_free(row->label);
    g_free(row->lead);
    g_array_unref(row->parts);
    g_free(row);
}

Snapshot *snapshot_new(guint64 number, SimTime time)
{
    Snapshot *snapshot = g_new(Snapshot, 1);

    *snapshot = (Snapshot){ number, time, g_ptr_array_new_with_free_func(g_free),
                            g_ptr_array_new_with_free_func(row_free) };
    return snapshot;
}

void snapshot_free(Snapshot *snapshot)
{
    g_ptr_array_unref(snapshot->events);
    g_ptr_array_unref(snapshot->rows);
    g_free(snapshot);
}

/* A name from a scenario could send the terminal commands. */
static char *harmless(char *text)
{
    g_autofree char *given = text;
    GString *shown = g_string_new(NULL);

    for (const char *at = given; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char_validated(at, -1);

        if (character >= (gunichar)-2) { /* no UTF-8 from here on: the end of a name that was cut */
            g_string_append_c(shown, '?');
            break;
        }
        g_string_append_unichar(shown, g_unichar_iscntrl(character) ? '?' : character);
    }
    return g_string_free(shown, FALSE);
}

void snapshot_add_event(Snapshot *snapshot, char *text)
{
    g_ptr_array_add(snapshot->events, harmless(text));
}

Row *snapshot_add_row(Snapshot *snapshot, char *label, char *lead)
{
    Row *row = g_new0(Row, 1);

    row->label = harmless(label);
    row->lead = harmless(lead);
    row->parts = g_array_new(FALSE, FALSE, sizeof(Part));
    g_array_set_clear_func(row->parts, part_clear);
    g_ptr_array_add(snapshot->rows, row);
    return row;
}

gboolean row_is_full(const Row *row)
{
    return row->parts->len >= ROW_MOST_PARTS;
}

void row_add(Row *row, char *text, TaskState state)
{
    if (row_is_full(row)) {
        g_free(text);
        row->n_more++;
        return;
    }
    Part part = { harmless(text), state };
    g_array_append_val(row->parts, part);
}

guint snapshot_label_width(const Snapshot *snapshot)
{
    guint width = 0;

    for (guint i = 0; i < snapshot->rows->len; i++) {
        const Row *row = g_ptr_array_index(snapshot->rows, i);

        width = MAX(width, (guint)g_utf8_strlen(row->label, -1));
    }
    return width;
}

char *snapshot_time(SimTime time, char text[SIMTIME_TEXT])
{
    static const struct {
        const char *name;
        SimTime size;
    } units[] = { { "s", SIMTIME_S }, { "ms", SIMTIME_MS }, { "us", SIMTIME_US }, { "ns", 1 } };
    guint unit = 0;
    SimTime rest;
    gint digits = 0;

    if (time == 0)
        return g_strlcpy(text, "0", SIMTIME_TEXT), text;
    if (time >= 60 * SIMTIME_S && time % (60 * SIMTIME_S) == 0) {
        g_snprintf(text, SIMTIME_TEXT, "%" G_GINT64_FORMAT " min", time / (60 * SIMTIME_S));
        return text;
    }
    while (time < units[unit].size && units[unit].size > 1)
        unit++;
    rest = time % units[unit].size;
    for (SimTime size = units[unit].size; size > 1; size /= 10)
        digits++;
    for (; digits > 0 && rest % 10 == 0; digits--)
        rest /= 10;
    if (digits > 0)
        g_snprintf(text, SIMTIME_TEXT, "%" G_GINT64_FORMAT ".%0*" G_GINT64_FORMAT " %s",
                   time / units[unit].size, digits, rest, units[unit].name);
    else
        g_snprintf(text, SIMTIME_TEXT, "%" G_GINT64_FORMAT " %s", time / units[unit].size, units[unit].name);
    return text;
}

static void write_row(GString *text, const Row *row, guint label_width)
{
    const guint label = (guint)g_utf8_strlen(row->label, -1);

    g_string_append_printf(text, "  %s%*s%s", row->label, (int)(label_width - label + 2), "", row->lead);
    for (guint i = 0; i < row->parts->len; i++)
        g_string_append_printf(text, "%s%s",
                               i > 0                ? ", "
                               : *row->lead != '\0' ? " "
                                                    : "",
                               g_array_index(row->parts, Part, i).text);
    if (row->n_more > 0)
        g_string_append_printf(text, " and %" G_GUINT64_FORMAT " more", row->n_more);
    g_string_append_c(text, '\n');
}

void snapshot_write(GString *text, const Snapshot *snapshot)
{
    const guint width = snapshot_label_width(snapshot);
    char time[SIMTIME_TEXT];

    g_string_append_printf(text, "step %" G_GUINT64_FORMAT " at %s\n", snapshot->number,
                           snapshot_time(snapshot->time, time));
    for (guint i = 0; i < snapshot->events->len; i++)
        g_string_append_printf(text, "  - %s\n", (char *)g_ptr_array_index(snapshot->events, i));
    for (guint i = 0; i < snapshot->rows->len; i++)
        write_row(text, g_ptr_array_index(snapshot->rows, i), width);
    g_string_append_c(text, '\n');
}
