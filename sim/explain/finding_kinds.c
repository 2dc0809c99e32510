/* finding_kinds - what there is to find out about a policy, and the sentence for it. */
#include "explain/finding_kinds.h"

#include "explain/choice.h"
#include "explain/diagnosis.h"
#include "explain/inversion.h"
#include "report/measure.h"

#define MILLIONTHS 1000000
#define CLEAR 50000 /* of the goal's figure: what taking the cause away must bring */
#define MUCH 200000
#define BUSY 900000 /* of the cores' time */
#define IDLE 500000

static const RankedRow *row_of(const Subject *subject)
{
    return subject->explanation->rows[subject->policy];
}

static const Observed *observed_of(const Subject *subject)
{
    return subject->explanation->observed[subject->policy];
}

static const char *policy_of(const Subject *subject)
{
    return subject->explanation->scenario->policies[subject->policy];
}

/* Keeps a figure for programs and writes it for people; g_free. */
static char *figure(const Subject *subject, Finding *finding, const char *name, gint64 value,
                    FindingUnit unit)
{
    const FindingFigure kept = { name, value, unit };

    g_array_append_val(finding->figures, kept);
    switch (unit) {
    case FINDING_TIME:
        return measure_time(value);
    case FINDING_SHARE:
        return measure_percent(value);
    case FINDING_MEAN:
        return measure_mean(value);
    case FINDING_COUNT:
        return measure_count(value);
    case FINDING_GOAL:
        return explanation_figure(subject->explanation, value);
    }
    g_assert_not_reached();
}

/* "410 us instead of 55.9 ms": the goal, when the cause is taken away; where there are several seeds, their
 * mean, while a policy as it is is told by the scenario's own. */
static void tell_instead(const Subject *subject, Finding *finding, GString *text)
{
    g_autofree char *then =
        figure(subject, finding, "goal_without", subject->what_if->mean_goals[subject->policy], FINDING_GOAL);
    g_autofree char *now =
        figure(subject, finding, "goal", subject->explanation->mean_goals[subject->policy], FINDING_GOAL);

    g_string_append_printf(text, "%s %s instead of %s%s.", subject->explanation->scenario->goal.text, then,
                           now, subject->explanation->n_seeds > 1 ? " on average" : "");
}

/* Mean number of tasks in STATE. */
static gint64 mean_in(const RankedRow *row, TaskState state)
{
    return row->summary.makespan > 0
               ? (gint64)(row->summary.in_state[state] * MILLIONTHS / row->summary.makespan)
               : 0;
}

/* ---- the lock ---- */

static gboolean is_convoy(const Subject *subject)
{
    return diagnosis_convoy(subject->explanation, subject->policy) >= 0;
}

/* Where they wait, their delay after it; else how long each wait for the lock takes. */
static void tell_delay(const Subject *subject, const ObservedGroup *group, Finding *finding, GString *text)
{
    const gboolean has_waits = group->figures.delays > group->n_tasks;
    const gint64 mean_wait = (gint64)(group->lock_waits / MAX(group->n_lock_waits, 1));
    g_autofree char *mean = figure(subject, finding, has_waits ? "mean_delay" : "mean_lock_wait",
                                   has_waits ? group->figures.mean_delay : mean_wait, FINDING_TIME);
    g_autofree char *longest =
        figure(subject, finding, has_waits ? "max_delay" : "max_lock_wait",
               has_waits ? group->figures.max_delay : group->longest_wait, FINDING_TIME);
    g_autofree char *p95 =
        has_waits ? figure(subject, finding, "p95_delay", group->figures.p95_delay, FINDING_TIME) : NULL;
    g_autofree char *n =
        has_waits ? NULL : figure(subject, finding, "lock_waits", (gint64)group->n_lock_waits, FINDING_COUNT);

    if (has_waits)
        g_string_append_printf(text, "it goes on %s late on average, %s at p95 and %s at most", mean, p95,
                               longest);
    else
        g_string_append_printf(text, "%s times, %s on average and %s at most", n, mean, longest);
}

static void tell_convoy(const Subject *subject, Finding *finding, GString *text)
{
    const Observed *observed = observed_of(subject);
    const gint behind = diagnosis_convoy(subject->explanation, subject->policy);
    const ObservedGroup *group = &observed->groups[behind];
    const ObservedGroup *holder = &observed->groups[observed_holder(observed, behind)];
    const gint64 makespan = row_of(subject)->summary.makespan;
    const guint n_locks = MAX(row_of(subject)->plan.n_interpreters, 1);
    g_autofree char *held =
        figure(subject, finding, "lock_held", (gint64)(holder->lock_held * MILLIONTHS / makespan / n_locks),
               FINDING_SHARE);

    finding->who = g_strdup(group->name);
    finding->behind = g_strdup(holder->name);
    g_string_append_printf(text, "A convoy under %s: %s waits for the lock behind %s, ", policy_of(subject),
                           group->name, holder->name);
    tell_delay(subject, group, finding, text);
    g_string_append_printf(text, "; %s holds %s %s of the time. Without the lock: ", holder->name,
                           n_locks == 1 ? "it" : "each interpreter's lock", held);
    tell_instead(subject, finding, text);
}

static gboolean is_idle(const Subject *subject)
{
    const Summary *summary = &row_of(subject)->summary;

    return summary->combination.cores > 1 && summary->core_utilization < IDLE &&
           mean_in(row_of(subject), STATE_LOCK) >= MILLIONTHS / 2;
}

static void tell_idle(const Subject *subject, Finding *finding, GString *text)
{
    g_autofree char *idle = figure(subject, finding, "idle",
                                   MILLIONTHS - row_of(subject)->summary.core_utilization, FINDING_SHARE);
    g_autofree char *waiting =
        figure(subject, finding, "waiting_for_lock", mean_in(row_of(subject), STATE_LOCK), FINDING_MEAN);

    g_string_append_printf(
        text, "Cores stand idle %s of the time under %s while %s tasks wait for the lock. Without it: ", idle,
        policy_of(subject), waiting);
    tell_instead(subject, finding, text);
}

/* ---- the cores ---- */

static gboolean is_oversubscribed(const Subject *subject)
{
    const RankedRow *row = row_of(subject);

    return row->summary.core_utilization >= BUSY &&
           mean_in(row, STATE_READY) >= (gint64)row->summary.combination.cores * MILLIONTHS / 4;
}

static void tell_oversubscribed(const Subject *subject, Finding *finding, GString *text)
{
    const RankedRow *row = row_of(subject);
    const guint cores = row->summary.combination.cores;
    const WhatIf *fewer = explanation_find(subject->explanation, WHAT_AS_MANY_AS_CORES, subject->policy);
    gboolean applies;
    g_autofree char *ready = figure(subject, finding, "ready", mean_in(row, STATE_READY), FINDING_MEAN);
    g_autofree char *busy =
        figure(subject, finding, "cores_busy", row->summary.core_utilization, FINDING_SHARE);

    g_string_append_printf(
        text,
        "The machine is oversubscribed under %s: %s tasks at a time are able to run without a "
        "core, and the %u core%s %s busy %s of the time. With %s: ",
        policy_of(subject), ready, cores, cores == 1 ? "" : "s", cores == 1 ? "is" : "are", busy,
        subject->what_if->phrase);
    tell_instead(subject, finding, text);
    if (fewer && explanation_brings(subject->explanation, subject->policy, fewer, &applies) >= CLEAR &&
        fewer->harms[subject->policy] <= CHOICE_HARM) {
        g_autofree char *then = figure(subject, finding, "goal_with_as_many_threads_as_cores",
                                       fewer->mean_goals[subject->policy], FINDING_GOAL);

        g_string_append_printf(text, " With %s: %s.", fewer->phrase, then);
    }
}

static void tell_pinned(const Subject *subject, Finding *finding, GString *text)
{
    g_string_append_printf(
        text, "Under %s tasks may run on some cores only (affinity). Were they allowed on every core: ",
        policy_of(subject));
    tell_instead(subject, finding, text);
}

/* ---- loops, pools, resources ---- */

static void tell_blocked(const Subject *subject, Finding *finding, GString *text)
{
    const Observed *observed = observed_of(subject);
    const ObservedGroup *longest = &observed->groups[0];
    g_autofree char *length = NULL;

    for (guint i = 1; i < observed->n_groups; i++)
        if (observed->groups[i].longest_on_core > longest->longest_on_core)
            longest = &observed->groups[i];
    finding->who = g_strdup(longest->name);
    length = figure(subject, finding, "longest_without_giving_way", longest->longest_on_core, FINDING_TIME);
    g_string_append_printf(
        text,
        "The event loop of %s is blocked: %s computes for up to %s without giving way. If it "
        "gave way often: ",
        policy_of(subject), longest->name, length);
    tell_instead(subject, finding, text);
}

static void tell_dealing(const Subject *subject, Finding *finding, GString *text)
{
    g_autofree char *part = figure(subject, finding, "busiest_part",
                                   (gint64)(observed_of(subject)->dealt * MILLIONTHS), FINDING_SHARE);
    const guint n = row_of(subject)->plan.n_interpreters;

    g_string_append_printf(
        text,
        "%s deals tasks to its %u loops in turn, whatever is in them: one gets %s of the work. With one "
        "queue for all, as processes with threads have: ",
        policy_of(subject), n, part);
    tell_instead(subject, finding, text);
}

static void tell_units(const Subject *subject, Finding *finding, GString *text)
{
    const WhatIf *what_if = subject->what_if;
    g_autofree char *waiting =
        figure(subject, finding, "waiting_for_unit", mean_in(row_of(subject), STATE_RESOURCE), FINDING_MEAN);

    finding->who = g_strdup(what_if->object);
    if (what_if->units == 1)
        g_string_append_printf(text, "One task at a time can hold the resource %s: ", what_if->object);
    else
        g_string_append_printf(text, "The pool %s is too small with %u units: ", what_if->object,
                               what_if->units);
    g_string_append_printf(text, "%s tasks queue for a unit at a time under %s. With %s: ", waiting,
                           policy_of(subject), what_if->phrase);
    tell_instead(subject, finding, text);
}

/* More loops among which tasks are dealt are no cure where it is the dealing. */
static gboolean is_small_pool(const Subject *subject)
{
    const WhatIf *queue = explanation_find(subject->explanation, WHAT_ONE_QUEUE, subject->policy);
    gboolean applies;

    return !queue ||
           explanation_brings(subject->explanation, subject->policy, queue, &applies) < subject->gain;
}

static void tell_workers(const Subject *subject, Finding *finding, GString *text)
{
    const guint workers = what_if_workers(row_of(subject));

    g_string_append_printf(text,
                           "The pool of %s is too small with %u worker%s. With %s: ", policy_of(subject),
                           workers, workers == 1 ? "" : "s", subject->what_if->phrase);
    tell_instead(subject, finding, text);
}

/* ---- priorities ---- */

static Workload *workload_of(const Subject *subject)
{
    const Scenario *scenario = subject->explanation->scenario;

    return scenario_workload(scenario, scenario->seed, 1, NULL);
}

/* Without priorities the goal of the most urgent is better. */
static gboolean is_inverted(const Subject *subject)
{
    g_autoptr(Workload) workload = workload_of(subject);
    const gint goal = subject->explanation->scenario->goal.group;
    Inversion inversion;

    return workload && inversion_find(workload, &inversion) && (goal < 0 || goal == inversion.urgent);
}

static void tell_inversion(const Subject *subject, Finding *finding, GString *text)
{
    g_autoptr(Workload) workload = workload_of(subject);
    Inversion inversion;

    inversion_find(workload, &inversion);
    finding->who = g_strdup(workload->groups[inversion.urgent].name);
    finding->behind = g_strdup(workload->groups[inversion.holder].name);
    g_string_append_printf(
        text,
        "Priority inversion under %s: %s, which is urgent, waits for %s; %s, which is not, has it; and %s, "
        "in between, keeps that from the core. Without priorities: ",
        policy_of(subject), finding->who, workload->resources[inversion.resource].name, finding->behind,
        workload->groups[inversion.between].name);
    tell_instead(subject, finding, text);
}

/* ---- arrivals, start-up, payload, the longest ---- */

static gboolean is_overloaded(const Subject *subject)
{
    return observed_of(subject)->offered.of && observed_of(subject)->offered.load >= 1;
}

static gint64 load_of(const Subject *subject)
{
    return (gint64)(observed_of(subject)->offered.load * MILLIONTHS);
}

static void tell_overload(const Subject *subject, Finding *finding, GString *text)
{
    const OfferedLoad *offered = &observed_of(subject)->offered;
    g_autofree char *share = figure(subject, finding, "offered_load", load_of(subject), FINDING_SHARE);
    g_autofree char *span = figure(subject, finding, "arrivals_for", offered->span, FINDING_TIME);

    finding->who = g_strdup(offered->of);
    g_string_append_printf(
        text,
        "%s is overloaded: in the %s in which tasks arrive they ask for %s of what %s can do. The queue grows "
        "as long as they come, and so do turnarounds: their figures tell how long that was.",
        policy_of(subject), span, share, offered->of);
}

/* One thread that starts nothing would be as good. */
static gboolean does_not_pay(const Subject *subject)
{
    const Explanation *explanation = subject->explanation;

    return explanation_gain(explanation, explanation->mean_goals[subject->policy],
                            explanation->async_goal) >= 0;
}

static void tell_start(const Subject *subject, Finding *finding, GString *text)
{
    g_string_append_printf(text, "Start-up does not pay under %s; without it: ", policy_of(subject));
    tell_instead(subject, finding, text);
}

static void tell_payload(const Subject *subject, Finding *finding, GString *text)
{
    g_string_append_printf(
        text, "Sending tasks to the workers and back is dear under %s; at no cost: ", policy_of(subject));
    tell_instead(subject, finding, text);
}

static gboolean is_path(const Subject *subject)
{
    enum { NEARLY = 85, PERCENT = 100 };

    return (__int128)observed_of(subject)->path * PERCENT >=
               (__int128)row_of(subject)->summary.makespan * NEARLY &&
           subject->explanation->scenario->goal.figure <= GOAL_THROUGHPUT;
}

static void tell_path(const Subject *subject, Finding *finding, GString *text)
{
    g_autofree char *path =
        figure(subject, finding, "critical_path", observed_of(subject)->path, FINDING_TIME);

    g_string_append_printf(
        text,
        "With nobody in its way the last task would still finish after %s, nearly all of the makespan under "
        "%s: more cores or workers cannot shorten that. The longest task twice as fast: ",
        path, policy_of(subject));
    tell_instead(subject, finding, text);
}

static const FindingKind kinds[] = {
    { "overload", N_WHAT_KINDS, 0, is_overloaded, load_of, tell_overload },
    { "convoy", WHAT_NO_LOCK, CLEAR, is_convoy, NULL, tell_convoy },
    { "idle-cores", WHAT_NO_LOCK, MUCH, is_idle, NULL, tell_idle },
    { "priority-inversion", WHAT_NO_PRIORITIES, CLEAR, is_inverted, NULL, tell_inversion },
    { "oversubscribed", WHAT_MANY_CORES, CLEAR, is_oversubscribed, NULL, tell_oversubscribed },
    { "pinned", WHAT_NOT_PINNED, CLEAR, NULL, NULL, tell_pinned },
    { "blocked-loop", WHAT_GIVE_WAY, CLEAR, NULL, NULL, tell_blocked },
    { "dealing", WHAT_ONE_QUEUE, MUCH, NULL, NULL, tell_dealing },
    { "too-few-units", WHAT_UNIT_MORE, CLEAR, NULL, NULL, tell_units },
    { "too-few-workers", WHAT_MANY_WORKERS, CLEAR, is_small_pool, NULL, tell_workers },
    { "start-up", WHAT_NO_START, MUCH, does_not_pay, NULL, tell_start },
    { "payload", WHAT_NO_PAYLOAD, MUCH, NULL, NULL, tell_payload },
    { "critical-path", WHAT_HALF_LONGEST, MUCH, is_path, NULL, tell_path },
};

const FindingKind *finding_kinds(guint *n_kinds)
{
    *n_kinds = G_N_ELEMENTS(kinds);
    return kinds;
}
