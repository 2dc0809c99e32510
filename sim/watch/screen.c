/* screen - one step as a whole screen: the picture on top, what was decided below it, then the steps
 * before. */
#include "screen.h"

#include <string.h>

#define KEYS "space play/pause  n step  b back  + - speed  PgUp PgDn ten  Home End  q quit"
#define LEAST_EVENTS 4 /* lines that the picture leaves for them */
#define BOLD "\033[1m"
#define FAINT "\033[2m"
#define PLAIN "\033[0m"

/* As in `run --timeline`. */
static const char *const colours[N_STATES] = {
    [STATE_COMPUTE] = "\033[32m", [STATE_WAIT] = "\033[34m",     [STATE_READY] = "\033[33m",
    [STATE_LOCK] = "\033[31m",    [STATE_RESOURCE] = "\033[35m", [STATE_LOOP] = "\033[36m",
    [STATE_QUEUED] = "\033[90m",  [STATE_OVERHEAD] = "\033[37m",
};

/* Lines with an end to them. */
typedef struct {
    GString *text;
    const Screen *screen;
    guint columns, lines; /* of the window */
    guint n;              /* lines so far */
    guint column;         /* of the present line */
} Page;

/* TEXT as far as the line has room. */
static void put(Page *page, const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        const gunichar character = g_utf8_get_char(text);
        const guint width = g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;

        if (page->column + width > page->columns)
            return;
        g_string_append_unichar(page->text, character);
        page->column += width;
    }
}

static void put_in(Page *page, const char *look, const char *text)
{
    const gboolean looks = page->screen->colour && look;

    if (looks)
        g_string_append(page->text, look);
    put(page, text);
    if (looks)
        g_string_append(page->text, PLAIN);
}

/* FALSE: that was the last one. */
static gboolean end_line(Page *page)
{
    g_string_append(page->text, "\033[K");
    page->column = 0;
    if (++page->n == page->lines)
        return FALSE;
    g_string_append(page->text, "\r\n");
    return TRUE;
}

static gboolean put_line(Page *page, const char *look, const char *text)
{
    put_in(page, look, text);
    return end_line(page);
}

/* ---- the parts ---- */

static gboolean put_head(Page *page, const Snapshot *snapshot, const History *history, guint64 n_steps)
{
    const Screen *screen = page->screen;
    const gboolean last = history_end_is_known(history) && screen->number == n_steps;
    g_autofree char *of =
        history_end_is_known(history) ? g_strdup_printf(" of %" G_GUINT64_FORMAT, n_steps) : g_strdup("");
    g_autofree char *stopped =
        history_stopped(history) && last ? g_strconcat(", ", history_stopped(history), NULL) : NULL;
    char time[SIMTIME_TEXT];
    g_autofree char *speed = g_strdup_printf("%s, %u step%s a second", screen->plays ? "playing" : "paused",
                                             screen->speed, screen->speed == 1 ? "" : "s");
    g_autofree char *where = g_strdup_printf("step %" G_GUINT64_FORMAT "%s at %s   %s%s", screen->number, of,
                                             snapshot_time(snapshot->time, time), last ? "the end" : speed,
                                             stopped ? stopped : "");

    return put_line(page, BOLD, screen->title) && put_line(page, FAINT, screen->machine) &&
           put_line(page, BOLD, where);
}

static gboolean put_row(Page *page, const Row *row, guint label_width)
{
    g_autofree char *label = g_strdup_printf(
        "%s%*s", row->label, (int)(label_width - (guint)g_utf8_strlen(row->label, -1) + 2), "");
    g_autofree char *more = g_strdup_printf(" and %" G_GUINT64_FORMAT " more", row->n_more);

    put(page, label);
    put(page, row->lead);
    for (guint i = 0; i < row->parts->len; i++) {
        const Part *part = &g_array_index(row->parts, Part, i);

        put(page, i > 0 ? ", " : *row->lead != '\0' ? " " : "");
        put_in(page, part->state < N_STATES ? colours[part->state] : NULL, part->text);
    }
    if (row->n_more > 0)
        put(page, more);
    return end_line(page);
}

/* As many as leave room for some events and the keys. */
static gboolean put_rows(Page *page, const Snapshot *snapshot)
{
    const guint taken = page->n + 1 + LEAST_EVENTS;
    const guint room = page->lines > taken ? page->lines - taken : 1;
    const guint n = snapshot->rows->len <= room ? snapshot->rows->len : room - 1;
    g_autofree char *rest = g_strdup_printf("... %u lines more in a higher window", snapshot->rows->len - n);

    for (guint i = 0; i < n; i++)
        if (!put_row(page, g_ptr_array_index(snapshot->rows, i), snapshot_label_width(snapshot)))
            return FALSE;
    return n == snapshot->rows->len || put_line(page, FAINT, rest);
}

/* Up to the last line but one. */
static void put_events(Page *page, const Snapshot *snapshot, const char *look)
{
    char time[SIMTIME_TEXT];

    snapshot_time(snapshot->time, time);
    for (guint i = 0; i < snapshot->events->len && page->n + 1 < page->lines; i++) {
        const gboolean cut = page->n + 2 == page->lines && i + 1 < snapshot->events->len;
        g_autofree char *line =
            cut ? g_strdup_printf("%s  ... and %u more", time, snapshot->events->len - i)
                : g_strdup_printf("%s  %s", time, (char *)g_ptr_array_index(snapshot->events, i));

        put_line(page, look, line);
    }
}

void screen_write(GString *text, const Screen *screen, History *history, guint columns, guint lines)
{
    const Snapshot *snapshot = history_step(history, screen->number);
    const guint64 n_steps = history_end_is_known(history) ? history_n_steps(history) : 0;
    Page page = { .text = text, .screen = screen, .columns = columns, .lines = lines };

    g_assert(snapshot != NULL);
    if (!put_head(&page, snapshot, history, n_steps) || !put_rows(&page, snapshot))
        return;
    put_events(&page, snapshot, BOLD);
    for (guint64 before = screen->number - 1; before > 0 && page.n + 1 < lines; before--) {
        const Snapshot *earlier = history_kept(history, before);

        if (!earlier)
            break;
        put_events(&page, earlier, FAINT);
    }
    while (page.n + 1 < lines)
        put_line(&page, NULL, "");
    put_in(&page, FAINT, KEYS);
    g_string_append(text, "\033[K\033[J");
}
