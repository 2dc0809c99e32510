/* accuracy - how far off predictions were on this host: what the last `gilsim validate` left. */
#include "accuracy.h"

#include "base/csv.h"
#include "base/sorting.h"
#include "cells.h"
#include "html.h"
#include "page.h"
#include "report/measure.h"

#define MOST_ROWS 100
#define MOST_BYTES (16 << 20)
#define GOOD 10000 /* thousandths of a per cent: an error that still counts as good */

enum { SCENARIO, POLICY, METRIC, PREDICTED, MEASURED, LOW, HIGH, ERROR, VERDICT, EXECUTOR, N_FIELDS };

static const char *const names[N_FIELDS] = { "scenario",    "policy",    "metric",     "predicted_ns",
                                             "measured_ns", "ci_low_ns", "ci_high_ns", "error_pct",
                                             "verdict",     "executor" };

typedef struct {
    GPtrArray *rows; /* of GStrv, the header first */
    gint columns[N_FIELDS];
    gint drawn; /* the column that says so; -1: there is none */
} Accuracy;

static const char *field(const Accuracy *accuracy, guint row, guint index)
{
    const char *const *fields = g_ptr_array_index(accuracy->rows, row);

    return fields[accuracy->columns[index]];
}

static gint column_of(const GStrv header, const char *name)
{
    for (gint i = 0; header[i]; i++)
        if (g_str_equal(header[i], name))
            return i;
    return -1;
}

/* The rows of TEXT that have all fields; NULL where it is no such table. */
static GPtrArray *read_rows(const char *text, gint columns[N_FIELDS])
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    GStrv header = csv_fields(&text);
    const guint n = g_strv_length(header);

    g_ptr_array_add(rows, header);
    for (guint i = 0; i < N_FIELDS; i++)
        if ((columns[i] = column_of(header, names[i])) < 0)
            return NULL;
    while (*text != '\0') {
        GStrv row = csv_fields(&text);

        if (g_strv_length(row) >= n)
            g_ptr_array_add(rows, row);
        else
            g_strfreev(row);
    }
    return g_steal_pointer(&rows);
}

/* FALSE where there is nothing that can be read. */
static gboolean read_file(Accuracy *accuracy, const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "validation.csv", NULL);
    g_autofree char *text = NULL;
    gsize length;

    if (!g_file_get_contents(path, &text, &length, NULL) || length > MOST_BYTES ||
        !g_utf8_validate(text, -1, NULL))
        return FALSE;
    accuracy->rows = read_rows(text, accuracy->columns);
    if (accuracy->rows)
        accuracy->drawn = column_of(g_ptr_array_index(accuracy->rows, 0), "drawn");
    return accuracy->rows != NULL;
}

/* ---- of this scenario ---- */

static void append_time(GString *html, const char *nanoseconds)
{
    g_autofree char *text =
        *nanoseconds != '\0' ? measure_time(g_ascii_strtoll(nanoseconds, NULL, 10)) : g_strdup("-");

    html_element(html, "td", text);
}

static void append_interval(GString *html, const char *low, const char *high)
{
    gint64 ends[] = { g_ascii_strtoll(low, NULL, 10), g_ascii_strtoll(high, NULL, 10) };
    char *texts[2];
    g_autofree char *text = NULL;

    if (*low == '\0' || *high == '\0') {
        html_element(html, "td", "-");
        return;
    }
    measure_times(ends, 2, texts);
    text = g_strdup_printf("%s to %s", texts[0], texts[1]);
    html_element(html, "td", text);
    g_free(texts[0]);
    g_free(texts[1]);
}

static void append_error(GString *html, const char *percent)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *text = *percent != '\0'
                                ? g_strdup_printf("%s %%", g_ascii_formatd(number, sizeof number, "%+.1f",
                                                                           g_ascii_strtod(percent, NULL)))
                                : g_strdup("-");

    html_element(html, "td", text);
}

static void append_row(GString *html, const Accuracy *accuracy, guint row)
{
    g_string_append(html, "<tr><th scope=\"row\">");
    html_text(html, field(accuracy, row, POLICY));
    g_string_append(html, "</th><td class=\"words\">");
    html_text(html, field(accuracy, row, EXECUTOR));
    g_string_append(html, "</td><td class=\"words\">");
    html_text(html, field(accuracy, row, METRIC));
    if (g_str_equal(field(accuracy, row, METRIC), "throughput"))
        g_string_append(html, " (time a task)");
    g_string_append(html, "</td>");
    append_time(html, field(accuracy, row, PREDICTED));
    append_time(html, field(accuracy, row, MEASURED));
    append_interval(html, field(accuracy, row, LOW), field(accuracy, row, HIGH));
    append_error(html, field(accuracy, row, ERROR));
    g_string_append(html, "<td class=\"words\">");
    html_text(html, field(accuracy, row, VERDICT));
    g_string_append(html, "</td></tr>\n");
}

static void begin_table(GString *html)
{
    static const char *const headings[] = { "policy",   "run by",        "figure", "predicted",
                                            "measured", "95 % interval", "error",  "verdict" };

    cells_begin_table(html, "Prediction and measurement of a scenario of this name");
    for (guint i = 0; i < G_N_ELEMENTS(headings); i++)
        g_string_append_printf(html, "<th scope=\"col\"%s>%s</th>",
                               i < 3 || i + 1 == G_N_ELEMENTS(headings) ? " class=\"words\"" : "",
                               headings[i]);
    g_string_append(html, "</tr></thead>\n<tbody>\n");
}

/* At random: its name is no file's. */
static gboolean is_drawn(const Accuracy *accuracy, guint row)
{
    const char *const *fields = g_ptr_array_index(accuracy->rows, row);

    return accuracy->drawn >= 0 && g_str_equal(fields[accuracy->drawn], "yes");
}

static void append_table(GString *html, const Accuracy *accuracy, const char *scenario)
{
    guint n = 0;

    for (guint row = 1; row < accuracy->rows->len && n < MOST_ROWS; row++) {
        if (!g_str_equal(field(accuracy, row, SCENARIO), scenario) || is_drawn(accuracy, row))
            continue;
        if (n++ == 0)
            begin_table(html);
        append_row(html, accuracy, row);
    }
    if (n > 0)
        cells_end_table(html);
    else
        html_element(html, "p", "No scenario of this name was measured in it.");
    if (n == MOST_ROWS)
        g_string_append_printf(html, "<p class=\"note\">Only the first %d rows are told.</p>\n", MOST_ROWS);
}

/* ---- of all that was validated ---- */

/* Thousandths of a per cent, whatever the file says. */
static SimTime size_of_error(const char *percent)
{
    const double size = ABS(g_ascii_strtod(percent, NULL));

    return size < 1e9 ? (SimTime)(size * 1000 + 0.5) : SIMTIME_S;
}

/* Makespans that could be judged. */
static gboolean is_judged(const Accuracy *accuracy, guint row)
{
    const char *verdict = field(accuracy, row, VERDICT);

    return g_str_equal(field(accuracy, row, METRIC), "makespan") &&
           (g_str_equal(verdict, "good") || g_str_equal(verdict, "off"));
}

static void append_overall(GString *html, const Accuracy *accuracy)
{
    g_autofree SimTime *errors = g_new(SimTime, accuracy->rows->len);
    guint n = 0, n_good = 0;

    for (guint row = 1; row < accuracy->rows->len; row++)
        if (is_judged(accuracy, row)) {
            errors[n] = size_of_error(field(accuracy, row, ERROR));
            n_good += errors[n++] <= GOOD;
        }
    if (n == 0) {
        g_string_append(html, "<p>No makespan in it could be judged: the host was too busy.</p>\n");
        return;
    }
    sort_times(errors, n);
    g_string_append_printf(
        html,
        "<p>Of %u measured makespans, %u were predicted to within 10 %%; half of them to within "
        "<strong>%d.%d %%</strong>, the worst to %d.%d %%.</p>\n",
        n, n_good, (gint)(errors[(n - 1) / 2] / 1000), (gint)(errors[(n - 1) / 2] / 100 % 10),
        (gint)(errors[n - 1] / 1000), (gint)(errors[n - 1] / 100 % 10));
}

static void append_how_to(GString *html, const char *folder, const char *file)
{
    g_autofree char *quoted_file = page_shell_word(file), *quoted_folder = page_shell_word(folder);

    g_string_append(html, "<p>Not measured yet: there is no <code>validation.csv</code> in <code>");
    html_text(html, folder);
    g_string_append(
        html, "</code>. This predicts, then runs the scenario for real on this host and says how far the "
              "prediction was off:</p>\n<pre>gilsim validate ");
    html_text(html, quoted_file);
    g_string_append(html, " --out ");
    html_text(html, quoted_folder);
    g_string_append(
        html,
        "</pre>\n<p>Then make this page again; <code>--validation DIR</code> names another folder.</p>\n");
}

gboolean accuracy_write(GString *html, const char *folder, const Scenario *scenario, const char *file)
{
    Accuracy accuracy = { NULL };

    if (!read_file(&accuracy, folder)) {
        append_how_to(html, folder, file);
        return FALSE;
    }
    append_overall(html, &accuracy);
    append_table(html, &accuracy, scenario->name);
    g_ptr_array_unref(accuracy.rows);
    return TRUE;
}
