/* answer - what a sweep says in words: who is best at each point and by how much, and what meets the
 * target. */
#include "answer.h"

#include <math.h>
#include <string.h>

#include "report/measure.h"
#include "sweep/means.h"

#define MOST_LINES 40
#define NO_GAIN 0.01 /* of the goal: less is no gain */

typedef struct {
    const Results *results;
    const Identity *identity;
    guint goal; /* its column */
} Answer;

/* What a task's time may go to beside its own work, and what that is called. */
static const struct {
    const char *column, *words;
} limits[] = {
    { "ready_ns", "a core" },        { "lock_ns", "the lock" },
    { "resource_ns", "a resource" }, { "loop_ns", "the event loop" },
    { "queued_ns", "a worker" },     { "overhead_ns", "starting, switching and sending" },
};

static char *goal_text(const Answer *answer, double value)
{
    return answer->identity->higher_is_better ? measure_rate(llround(value * MILLIONTHS))
                                              : measure_time(llround(value));
}

/* "12 ms" or "12 ms ± 3 ms" */
static char *estimate_text(const Answer *answer, const Estimate *estimate)
{
    g_autofree char *mean = goal_text(answer, estimate->mean);
    g_autofree char *half = goal_text(answer, estimate->half_width);

    if (estimate->n == 0)
        return g_strdup("-");
    return estimate->n > 1 ? g_strdup_printf("%s ± %s", mean, half) : g_steal_pointer(&mean);
}

/* How far SECOND is behind BEST. */
static char *lead_text(const Answer *answer, const ResultCell *best, const ResultCell *second)
{
    Estimate lead = results_difference(answer->results, second, best, answer->goal);
    g_autofree char *amount = NULL;

    lead.mean = ABS(lead.mean);
    if (lead.n > 1 && lead.mean <= lead.half_width)
        return g_strdup("no clear difference");
    if (lead.n == 1 && lead.mean == 0)
        return g_strdup("the same");
    amount = estimate_text(answer, &lead);
    return g_strdup_printf("%s by %s", answer->identity->higher_is_better ? "more" : "faster", amount);
}

/* ---- the table ---- */

static void add_headings(const Answer *answer, GPtrArray *cells)
{
    for (guint i = 0; i < answer->results->grid->varies->len; i++)
        g_ptr_array_add(cells, g_strdup(answer->results->columns[i]));
    g_ptr_array_add(cells, g_strdup("best"));
    g_ptr_array_add(cells, g_strdup(answer->identity->goal));
    g_ptr_array_add(cells, g_strdup("next"));
    g_ptr_array_add(cells, g_strdup("against the next"));
}

static void add_line(const Answer *answer, guint first, guint end, GPtrArray *cells)
{
    const gboolean higher = answer->identity->higher_is_better;
    const ResultCell *any = g_ptr_array_index(answer->results->cells, first);
    const ResultCell *best = means_best(answer->results, first, end, NULL, higher);
    const ResultCell *second = best ? means_best(answer->results, first, end, best, higher) : NULL;
    const Estimate goal = best ? results_estimate(answer->results, best, answer->goal) : (Estimate){ 0 };

    for (guint i = 0; i < answer->results->grid->varies->len; i++)
        g_ptr_array_add(cells, g_strdup(any->fields[i]));
    g_ptr_array_add(cells, best ? results_label(answer->results, best) : g_strdup("-"));
    g_ptr_array_add(cells, estimate_text(answer, &goal));
    g_ptr_array_add(cells, second ? results_label(answer->results, second) : g_strdup("-"));
    g_ptr_array_add(cells, second ? lead_text(answer, best, second) : g_strdup("-"));
}

/* CELLS as lines of N_COLUMNS. */
static void write_lines(GString *text, const GPtrArray *cells, guint n_columns)
{
    g_autofree glong *widths = g_new0(glong, n_columns);

    for (guint i = 0; i < cells->len; i++)
        widths[i % n_columns] = MAX(widths[i % n_columns], g_utf8_strlen(g_ptr_array_index(cells, i), -1));
    for (guint i = 0; i < cells->len; i++) {
        const char *cell = g_ptr_array_index(cells, i);
        const gboolean last = i % n_columns == n_columns - 1;

        g_string_append_printf(text, "%s%*s", cell,
                               last ? 0 : (int)(widths[i % n_columns] + 2 - g_utf8_strlen(cell, -1)), "");
        if (last)
            g_string_append_c(text, '\n');
    }
}

static void write_table(GString *text, const Answer *answer)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    guint n_lines = 0, end;

    add_headings(answer, cells);
    for (guint first = 0; first < answer->results->cells->len; first = end) {
        end = means_end_of_point(answer->results, first);
        if (n_lines++ < MOST_LINES)
            add_line(answer, first, end, cells);
    }
    write_lines(text, cells, answer->results->grid->varies->len + 4);
    if (n_lines > MOST_LINES)
        g_string_append_printf(text, "... and %u more points: means.csv has them all\n",
                               n_lines - MOST_LINES);
}

/* ---- the target ---- */

static gboolean meets_target(const Answer *answer, const Estimate *goal)
{
    return goal->n > 0 && goal->mean + goal->half_width <= (double)answer->identity->target;
}

/* The combination of CELL at the next point, or NULL. */
static const ResultCell *at_next_point(const Answer *answer, const ResultCell *cell)
{
    g_autofree char *label = results_label(answer->results, cell);

    for (guint i = cell->index + 1; i < answer->results->cells->len; i++) {
        const ResultCell *other = g_ptr_array_index(answer->results->cells, i);
        g_autofree char *others = other->point > cell->point ? results_label(answer->results, other) : NULL;

        if (g_strcmp0(others, label) == 0)
            return other;
    }
    return NULL;
}

/* What most of the tasks' time goes to at CELL beside their own work. */
static const char *limit_at(const Answer *answer, const ResultCell *cell)
{
    const char *words = "nothing but their own work";
    double most = 0;

    for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
        const Estimate time =
            results_estimate(answer->results, cell, results_column(answer->results, limits[i].column));

        if (time.mean > most) {
            most = time.mean;
            words = limits[i].words;
        }
    }
    return words;
}

/* From where on the only varied key changes nothing for the combination of CELL, and what is the limit
 * then. */
static void write_limit(GString *text, const Answer *answer, const ResultCell *cell)
{
    const ResultCell *from = cell;

    for (const ResultCell *next = cell; (next = at_next_point(answer, next));) {
        const Estimate goal = results_estimate(answer->results, next, answer->goal);
        const Estimate before = results_estimate(answer->results, from, answer->goal);

        if (fabs(goal.mean - before.mean) > NO_GAIN * before.mean)
            from = next;
    }
    if (at_next_point(answer, from))
        g_string_append_printf(text, "From %s on more changes nothing: the tasks wait for %s.\n",
                               from->fields[0], limit_at(answer, from));
}

static void write_target(GString *text, const Answer *answer)
{
    g_autofree char *target = measure_time(answer->identity->target);

    for (guint i = 0; i < answer->results->cells->len; i++) {
        const ResultCell *cell = g_ptr_array_index(answer->results->cells, i);
        const Estimate goal = results_estimate(answer->results, cell, answer->goal);

        if (meets_target(answer, &goal)) {
            g_autofree char *point = grid_point_text(answer->results->grid, cell->point);
            g_autofree char *label = results_label(answer->results, cell);
            g_autofree char *value = estimate_text(answer, &goal);

            g_string_append_printf(text, "\n%s is enough: with %s the %s is %s (target: %s).\n", point, label,
                                   answer->identity->goal, value, target);
            if (answer->results->grid->varies->len == 1)
                write_limit(text, answer, cell);
            return;
        }
    }
    g_string_append_printf(text, "\nNo point meets the target of %s.\n", target);
}

void answer_write(GString *text, const Results *results, const Identity *identity)
{
    const Answer answer = { results, identity, results_column(results, "goal") };

    write_table(text, &answer);
    if (identity->target > 0 && !identity->higher_is_better)
        write_target(text, &answer);
}
