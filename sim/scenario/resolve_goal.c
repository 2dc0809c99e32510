/* resolve_goal - what "best" means: makespan, throughput, or p95 delay of crawler. */
#include <string.h>

#include "base/nearest.h"
#include "reader.h"

typedef struct {
    const char *name;
    gint percentile; /* 0: the mean */
} Statistic;

static const Statistic statistics[] = { { "mean", 0 }, { "p50", 50 }, { "p95", 95 }, { "p99", 99 } };

/* The word that *TEXT begins with; *TEXT moves to the next one. g_free. */
static char *next_word(const char **text)
{
    gsize length = strcspn(*text, " \t\n\f");
    char *word = g_strndup(*text, length);

    *text += length;
    *text += strspn(*text, " \t\n\f");
    return word;
}

static const Statistic *read_statistic(const char *word, char **why)
{
    const char *const words[] = { "makespan", "throughput", "mean", "p50", "p95", "p99" };

    for (gsize i = 0; i < G_N_ELEMENTS(statistics); i++) {
        if (strcmp(statistics[i].name, word) == 0)
            return &statistics[i];
    }
    *why = nearest_complaint("goal", word, words, G_N_ELEMENTS(words));
    return NULL;
}

static gboolean read_figure(const char *word, GoalFigure *figure, char **why)
{
    const char *const words[] = { "turnaround", "delay" };

    if (!*word) {
        *why = g_strdup("expected turnaround or delay behind it");
        return FALSE;
    }

    *figure = strcmp(word, "delay") == 0 ? GOAL_DELAY : GOAL_TURNAROUND;
    if (strcmp(word, "delay") == 0 || strcmp(word, "turnaround") == 0)
        return TRUE;
    *why = nearest_complaint("figure", word, words, G_N_ELEMENTS(words));
    return FALSE;
}

/* "of crawler", or nothing. */
static gboolean read_group(const char *text, const Names *groups, Goal *goal, char **why)
{
    g_autofree char *of = next_word(&text);

    goal->group = -1;
    if (!*of)
        return TRUE;
    if (strcmp(of, "of") != 0 || !*text) {
        *why = g_strdup("expected 'of TASK' behind it, or nothing");
        return FALSE;
    }
    goal->group = names_find(groups, text);
    if (goal->group < 0)
        *why = names_complaint(groups, "task", text);
    return goal->group >= 0;
}

static gboolean read_goal(const char *text, const Names *groups, Goal *goal, char **why)
{
    g_autofree char *first = next_word(&text);
    g_autofree char *second = next_word(&text);
    gboolean whole = strcmp(first, "makespan") == 0 || strcmp(first, "throughput") == 0;
    const Statistic *statistic;

    if (whole && !*second) {
        goal->figure = strcmp(first, "makespan") == 0 ? GOAL_MAKESPAN : GOAL_THROUGHPUT;
        goal->group = -1;
        return TRUE;
    }
    if (whole) {
        *why = g_strdup_printf("expected nothing behind %s", first);
        return FALSE;
    }
    statistic = read_statistic(first, why);
    if (!statistic || !read_figure(second, &goal->figure, why))
        return FALSE;
    goal->percentile = statistic->percentile;
    return read_group(text, groups, goal, why);
}

/* Whether a periodic task has one job only: the horizon, or else the hyperperiod, is not longer than any
 * period. */
static gboolean one_job_each(const Scenario *scenario)
{
    SimTime longest = scenario->horizon;

    for (guint i = 0; i < scenario->specs->tasks->len && !scenario->horizon; i++)
        longest = MAX(longest, g_array_index(scenario->specs->tasks, TaskSpec, i).period);
    for (guint i = 0; i < scenario->specs->tasks->len; i++) {
        const SimTime period = g_array_index(scenario->specs->tasks, TaskSpec, i).period;
        if (period > 0 && period < longest)
            return FALSE;
    }
    return TRUE;
}

/* Whether every task arrives at 0 as far as the file says; one that comes after others arrives with them. */
static gboolean all_at_zero(const Scenario *scenario)
{
    const GArray *tasks = scenario->specs->tasks;

    for (guint i = 0; i < tasks->len; i++) {
        const TaskSpec *spec = &g_array_index(tasks, TaskSpec, i);
        if (spec->trace ? !spec->trace->all_at_zero : !arrival_is_zero(&spec->arrival))
            return FALSE;
    }
    return one_job_each(scenario);
}

gboolean reader_resolve_goal(Reader *reader, GError **error)
{
    const Entry *entry = reader_find(reader, "scenario", "goal");
    Goal *goal = &reader->scenario->goal;
    gboolean makespan = !entry && all_at_zero(reader->scenario);
    g_autofree char *why = NULL;

    goal->given = entry != NULL;
    if (!goal->given)
        goal->text = g_strdup(makespan ? "makespan" : "p95 turnaround");
    return read_goal(goal->text, reader->scenario->specs->groups, goal, &why) ||
           reader_fail(reader, entry, error, why);
}
