/* why - a few sentences on why the ranking is what it is, from what was measured.
 *
 * One sentence on who is best and what was in progress and at work; one on what costs whom time, rows with
 * the same cause together; one on the lower bounds; where they apply, one on overload and one on the
 * target. Of several rows of a policy the best one speaks, and the last row of all; who is best is said of
 * all rows. */
#include "why.h"

#include <string.h>

#include "base/paragraph.h"
#include "cause.h"
#include "measure.h"

#define MOST_ROWS 8
#define MILLIONTHS 1000000

typedef struct {
    const Ranking *ranking;
    const RankedRow *rows[MOST_ROWS]; /* best first */
    guint n_rows;
    gboolean is_one_policy; /* the rows differ in scheduler, lock or cores only */
    GString *text;
} Reason;

static gboolean has_policy(const Reason *reason, const char *policy)
{
    for (guint i = 0; i < reason->n_rows; i++)
        if (g_str_equal(reason->rows[i]->summary.combination.policy, policy))
            return TRUE;
    return FALSE;
}

static gboolean is_one_policy(const Ranking *ranking)
{
    const RankedRow *first = g_ptr_array_index(ranking->rows, 0);

    for (guint i = 1; i < ranking->rows->len; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->rows, i);

        if (!g_str_equal(row->summary.combination.policy, first->summary.combination.policy))
            return FALSE;
    }
    return TRUE;
}

/* The best row of each policy (of a single policy, all its rows), and the last of all. */
static void choose_rows(Reason *reason)
{
    const GPtrArray *rows = reason->ranking->rows;
    const RankedRow *last = NULL;

    reason->is_one_policy = rows->len > 1 && is_one_policy(reason->ranking);
    for (guint i = 0; i < rows->len; i++) {
        const RankedRow *row = g_ptr_array_index(rows, i);

        if (row->rank == 0)
            break;
        last = row;
        if (reason->n_rows < MOST_ROWS - 1 &&
            (reason->is_one_policy || !has_policy(reason, row->summary.combination.policy)))
            reason->rows[reason->n_rows++] = row;
    }
    if (last && last != reason->rows[reason->n_rows - 1])
        reason->rows[reason->n_rows++] = last;
}

/* "threads", and what else tells its row from others: "threads with fair, 4 cores"; of a single policy only
 * that. */
static void append_name(const Reason *reason, const RankedRow *row)
{
    const Scenario *scenario = reason->ranking->scenario;
    const Combination *combination = &row->summary.combination;
    const char *before = reason->is_one_policy ? "" : " with ";
    GString *text = reason->text;
    const gsize length = text->len;

    if (!reason->is_one_policy)
        g_string_append(text, combination->policy);
    if (g_strv_length(scenario->schedulers) > 1) {
        g_string_append_printf(text, "%s%s", before, combination->scheduler);
        before = ", ";
    }
    if (g_strv_length(scenario->locks) > 1 && row->plan.locked) {
        g_string_append_printf(text, "%s%s", before, combination->lock);
        before = ", ";
    }
    if (scenario->cores->len > 1)
        g_string_append_printf(text, "%s%u core%s", before, combination->cores,
                               combination->cores == 1 ? "" : "s");
    if (text->len == length)
        g_string_append(text, combination->policy);
}

/* Before the I-th of N things in a list. */
static void append_separator(GString *text, guint i, guint n)
{
    g_string_append(text, i == 0 ? "" : i + 1 < n ? ", " : " and ");
}

static void append_names(const Reason *reason, const RankedRow *const *rows, guint n)
{
    for (guint i = 0; i < n; i++) {
        append_separator(reason->text, i, n);
        append_name(reason, rows[i]);
    }
}

static const RankedRow *row_at(const Reason *reason, guint i)
{
    return g_ptr_array_index(reason->ranking->rows, i);
}

/* How many rows are equally good. */
static guint n_best(const Reason *reason)
{
    guint n = 0;

    while (n < reason->ranking->rows->len && row_at(reason, n)->rank == 1)
        n++;
    return n;
}

static gboolean is_same_policy(const RankedRow *row, const RankedRow *other)
{
    return g_str_equal(row->summary.combination.policy, other->summary.combination.policy);
}

/* The first row behind the best ones, or NULL. */
static const RankedRow *next_best(const Reason *reason)
{
    const guint n = n_best(reason);

    return n < reason->ranking->rows->len && row_at(reason, n)->rank > 0 ? row_at(reason, n) : NULL;
}

/* Whether none of the rows of ROW's policy is behind the best ones. */
static gboolean is_always_best(const Reason *reason, const RankedRow *row)
{
    for (guint i = n_best(reason); i < reason->ranking->rows->len; i++)
        if (is_same_policy(row, row_at(reason, i)))
            return FALSE;
    return TRUE;
}

/* "Best are async and threads": a policy that always is one of them without what else differs, once. */
static void append_best(const Reason *reason)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new();

    for (guint i = 0; i < n_best(reason); i++) {
        const RankedRow *row = row_at(reason, i);
        gboolean is_told = FALSE;

        for (guint j = 0; j < rows->len && is_always_best(reason, row); j++)
            is_told = is_told || is_same_policy(row, g_ptr_array_index(rows, j));
        if (!is_told)
            g_ptr_array_add(rows, (gpointer)row);
    }
    g_string_append(reason->text, reason->is_one_policy ? "Best with "
                                  : rows->len > 1       ? "Best are "
                                                        : "Best is ");
    for (guint i = 0; i < MIN(rows->len, MOST_ROWS); i++) {
        const RankedRow *row = g_ptr_array_index(rows, i);

        append_separator(reason->text, i, rows->len);
        if (is_always_best(reason, row))
            g_string_append(reason->text, row->summary.combination.policy);
        else
            append_name(reason, row);
    }
    if (rows->len > MOST_ROWS)
        g_string_append_printf(reason->text, " and %u more", rows->len - MOST_ROWS);
}

/* "1.24 times": PART of WHOLE, both > 0. */
static char *times(gint64 part, gint64 whole)
{
    const gint64 factor = (gint64)((__int128)part * MILLIONTHS / whole);
    char *text = factor < 10 * (gint64)MILLIONTHS ? measure_factor(factor) : measure_mean(factor);

    text[strcspn(text, "x")] = '\0';
    return text;
}

/* How far the first row behind the best ones is. */
static void append_distance(const Reason *reason, const RankedRow *best, const RankedRow *next)
{
    const GoalFigure figure = reason->ranking->scenario->goal.figure;

    if (best->summary.goal > 0 && next->summary.goal > 0) {
        g_autofree char *factor = times(next->summary.goal, best->summary.goal);

        if (g_str_equal(factor, "1.00"))
            g_string_append_printf(reason->text, " (hardly %s", figure == GOAL_MAKESPAN     ? "longer"
                                                                : figure == GOAL_THROUGHPUT ? "less"
                                                                                            : "more");
        else
            g_string_append_printf(reason->text, " (%s times as %s", factor,
                                   figure == GOAL_MAKESPAN ? "long" : "much");
    } else {
        g_string_append_printf(reason->text, " (%s", next->goal);
    }
    g_string_append(reason->text, reason->is_one_policy ? " with " : " under ");
    append_name(reason, next);
    g_string_append_c(reason->text, ')');
}

/* What was in progress and at work under the first row, and under the last for comparison. */
static void append_levels(const Reason *reason)
{
    const RankedRow *last = reason->rows[reason->n_rows - 1];
    g_autofree char *in_progress = measure_mean(reason->rows[0]->summary.mean_in_progress);
    g_autofree char *at_work = measure_mean(reason->rows[0]->summary.mean_parallel);
    g_autofree char *last_in_progress = measure_mean(last->summary.mean_in_progress);
    g_autofree char *last_at_work = measure_mean(last->summary.mean_parallel);

    g_string_append_printf(reason->text, "%s tasks in progress and %s at work on average", in_progress,
                           at_work);
    if (!g_str_equal(in_progress, last_in_progress) || !g_str_equal(at_work, last_at_work)) {
        g_string_append_printf(reason->text, ", against %s and %s %s ", last_in_progress, last_at_work,
                               reason->is_one_policy ? "with" : "under");
        append_name(reason, last);
    }
    g_string_append(reason->text, ".");
}

static void tell_best(const Reason *reason)
{
    const guint n = n_best(reason);
    const RankedRow *next = next_best(reason);

    if (next) {
        append_best(reason);
        append_distance(reason, reason->rows[0], next);
    } else if (n > 1) {
        g_string_append_printf(reason->text, "All come to %s", reason->rows[0]->goal);
    } else {
        append_name(reason, reason->rows[0]);
        g_string_append_printf(reason->text, " comes to %s", reason->rows[0]->goal);
    }
    g_string_append(reason->text, ": ");
    append_levels(reason);
}

/* That the best is not the fastest, where it is not by far. */
static void tell_slowest(const Reason *reason)
{
    const RankedRow *best = reason->rows[0], *fastest = best;
    g_autofree char *makespan = measure_time(best->summary.makespan), *least = NULL;

    for (guint i = 0; i < reason->ranking->rows->len && row_at(reason, i)->rank > 0; i++) {
        const RankedRow *row = row_at(reason, i);

        if (row->summary.makespan > best->summary.makespan)
            return;
        if (row->summary.makespan < fastest->summary.makespan)
            fastest = row;
    }
    if ((__int128)best->summary.makespan * 2 <= (__int128)fastest->summary.makespan * 3)
        return;
    least = measure_time(fastest->summary.makespan);
    g_string_append(reason->text, " By makespan ");
    if (n_best(reason) > 1)
        append_name(reason, best);
    else
        g_string_append(reason->text, "it");
    g_string_append_printf(reason->text, " is the slowest: %s, against %s %s ", makespan, least,
                           reason->is_one_policy ? "with" : "under");
    append_name(reason, fastest);
    g_string_append_c(reason->text, '.');
}

static gboolean loses_nothing(const Reason *reason)
{
    for (guint i = 0; i < reason->n_rows; i++)
        if (cause_of(reason->rows[i]) != CAUSE_NOTHING)
            return FALSE;
    return TRUE;
}

/* Rows with the same cause together, in the order of their best. */
static void tell_causes(const Reason *reason)
{
    gboolean told[N_CAUSES] = { [CAUSE_NOTHING] = !loses_nothing(reason) };
    const char *before = " What costs the tasks time: ";

    for (guint i = 0; i < reason->n_rows; i++) {
        const RankedRow *rows[MOST_ROWS];
        const Cause cause = cause_of(reason->rows[i]);
        guint n = 0;

        if (told[cause])
            continue;
        told[cause] = TRUE;
        for (guint j = i; j < reason->n_rows; j++)
            if (cause_of(reason->rows[j]) == cause)
                rows[n++] = reason->rows[j];
        g_string_append(reason->text, before);
        cause_describe(reason->text, cause, rows, n, reason->ranking->resource);
        if (reason->n_rows > 1) {
            g_string_append(reason->text, " (");
            append_names(reason, rows, n);
            g_string_append(reason->text, ")");
        }
        before = "; ";
    }
    g_string_append_c(reason->text, '.');
}

/* The bounds that differ, each with how far its rows are from it. */
static void tell_bounds(const Reason *reason)
{
    gboolean told[MOST_ROWS] = { FALSE };
    const char *before = " Makespan over the lower bound of ";

    for (guint i = 0; i < reason->n_rows; i++) {
        g_autofree char *bound = measure_time(reason->rows[i]->summary.bound);
        const char *separator = ": ";

        if (told[i] || reason->rows[i]->summary.bound <= 0)
            continue;
        g_string_append_printf(reason->text, "%s%s", before, bound);
        for (guint j = i; j < reason->n_rows; j++) {
            const Summary *summary = &reason->rows[j]->summary;
            g_autofree char *factor = NULL;

            if (summary->bound != reason->rows[i]->summary.bound)
                continue;
            told[j] = TRUE;
            factor = times(summary->makespan, summary->bound);
            g_string_append(reason->text, separator);
            append_name(reason, reason->rows[j]);
            g_string_append_printf(reason->text, " %s", factor);
            separator = ", ";
        }
        before = "; of ";
    }
    g_string_append(reason->text, g_str_has_prefix(before, "; ") ? "." : "");
}

/* Who cannot keep up with arrivals. */
static void tell_overload(const Reason *reason)
{
    const RankedRow *rows[MOST_ROWS];
    guint n = 0;

    for (guint i = 0; i < reason->n_rows; i++)
        if (reason->rows[i]->summary.overloaded)
            rows[n++] = reason->rows[i];
    if (n == 0)
        return;
    g_string_append(reason->text,
                    " Tasks arrive faster than they are done, and wait longer and longer, under ");
    append_names(reason, rows, n);
    g_string_append_c(reason->text, '.');
}

/* Who meets the target, where the goal is a time. */
static void tell_target(const Reason *reason)
{
    const Scenario *scenario = reason->ranking->scenario;
    g_autofree char *target = measure_time(scenario->target);
    guint n = 0;

    if (scenario->target == 0 || scenario->goal.figure == GOAL_THROUGHPUT)
        return;
    while (n < reason->n_rows && reason->rows[n]->summary.goal <= scenario->target)
        n++;
    g_string_append_printf(reason->text, " The target of %s is met by ", target);
    if (n == 0)
        g_string_append(reason->text, "none");
    append_names(reason, reason->rows, n);
    g_string_append_c(reason->text, '.');
}

void why_write(GString *text, const Ranking *ranking, guint width)
{
    g_autoptr(GString) words = g_string_new(NULL);
    Reason reason = { .ranking = ranking, .text = words };

    choose_rows(&reason);
    if (reason.n_rows == 0)
        return;
    tell_best(&reason);
    tell_slowest(&reason);
    tell_causes(&reason);
    tell_bounds(&reason);
    tell_overload(&reason);
    tell_target(&reason);
    g_string_append_c(text, '\n');
    paragraph_append(text, g_strchomp(words->str), width);
}
