/* findings - what is wrong with the policies as they are, each in a sentence that names who and how much.
 *
 * A finding is told of the policy that it concerns most; the others that it concerns are named behind. */
#include "explain/findings.h"

#include "explain/diagnosis.h"
#include "report/measure.h"

#define MILLIONTHS 1000000
#define CLEAR 50000 /* of the goal's figure: what taking the cause away must bring */
#define MUCH 200000
#define BUSY 900000 /* of the cores' time */
#define IDLE 500000

typedef struct {
    const Explanation *explanation;
    guint policy;
    const WhatIf *what_if;
    gint64 gain;
} Subject;

typedef struct {
    WhatKind kind;
    gint64 least;                                 /* gain, in millionths */
    gboolean (*concerns)(const Subject *subject); /* besides the gain; NULL: always */
    void (*describe)(const Subject *subject, GString *text);
} Finding;

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

/* "60 %": what the question brings. */
static char *brings(const Subject *subject)
{
    return measure_percent(subject->gain);
}

/* Mean number of tasks in STATE. */
static gint64 mean_in(const RankedRow *row, TaskState state)
{
    return row->summary.makespan > 0
               ? (gint64)(row->summary.in_state[state] * MILLIONTHS / row->summary.makespan)
               : 0;
}

static gboolean is_convoy(const Subject *subject)
{
    return diagnosis_convoy(subject->explanation, subject->policy) >= 0;
}

static void tell_convoy(const Subject *subject, GString *text)
{
    const Observed *observed = observed_of(subject);
    const gint behind = diagnosis_convoy(subject->explanation, subject->policy);
    const ObservedGroup *group = &observed->groups[behind];
    const ObservedGroup *holder = &observed->groups[observed_holder(observed, behind)];
    g_autofree char *mean = measure_time((gint64)(group->lock_waits / group->n_lock_waits));
    g_autofree char *longest = measure_time(group->longest_wait);
    g_autofree char *held =
        measure_percent((gint64)(holder->lock_held * MILLIONTHS / row_of(subject)->summary.makespan));
    g_autofree char *gain = brings(subject);

    g_string_append_printf(
        text,
        "A convoy under %s: %s waits for the lock behind %s, %s on average and %s at most; %s "
        "holds it %s of the time. Without the lock: %s better.",
        policy_of(subject), group->name, holder->name, mean, longest, holder->name, held, gain);
}

static gboolean is_oversubscribed(const Subject *subject)
{
    const RankedRow *row = row_of(subject);

    return row->summary.core_utilization >= BUSY &&
           mean_in(row, STATE_READY) >= (gint64)row->summary.combination.cores * MILLIONTHS / 4;
}

static void tell_oversubscribed(const Subject *subject, GString *text)
{
    const RankedRow *row = row_of(subject);
    const guint cores = row->summary.combination.cores;
    g_autofree char *ready = measure_mean(mean_in(row, STATE_READY));
    g_autofree char *busy = measure_percent(row->summary.core_utilization);
    g_autofree char *gain = brings(subject);

    g_string_append_printf(
        text,
        "The machine is oversubscribed under %s: %s tasks at a time are able to run without a "
        "core, and the %u core%s %s busy %s of the time. With more cores: up to %s better.",
        policy_of(subject), ready, cores, cores == 1 ? "" : "s", cores == 1 ? "is" : "are", busy, gain);
}

static void tell_blocked(const Subject *subject, GString *text)
{
    const Observed *observed = observed_of(subject);
    const ObservedGroup *longest = &observed->groups[0];
    g_autofree char *length = NULL, *gain = brings(subject);

    for (guint i = 1; i < observed->n_groups; i++)
        if (observed->groups[i].longest_on_core > longest->longest_on_core)
            longest = &observed->groups[i];
    length = measure_time(longest->longest_on_core);
    g_string_append_printf(
        text,
        "The event loop of %s is blocked: %s computes for up to %s without giving way. If it "
        "gave way often: %s better.",
        policy_of(subject), longest->name, length, gain);
}

static void tell_units(const Subject *subject, GString *text)
{
    g_autofree char *gain = brings(subject);
    g_autofree char *waiting = measure_mean(mean_in(row_of(subject), STATE_RESOURCE));

    g_string_append_printf(
        text,
        "There is too little of a resource: %s tasks queue for it at a time under %s. With %s: "
        "%s better.",
        waiting, policy_of(subject), subject->what_if->phrase, gain);
}

static void tell_workers(const Subject *subject, GString *text)
{
    const guint workers = what_if_workers(row_of(subject));
    g_autofree char *gain = brings(subject);

    g_string_append_printf(text, "The pool of %s is too small: %u worker%s. With one more: %s better.",
                           policy_of(subject), workers, workers == 1 ? "" : "s", gain);
}

/* One thread that starts nothing would be as good. */
static gboolean does_not_pay(const Subject *subject)
{
    const Explanation *explanation = subject->explanation;

    return explanation_gain(explanation, explanation_goal(explanation, subject->policy),
                            explanation->async_goal) >= 0;
}

static void tell_start(const Subject *subject, GString *text)
{
    g_autofree char *gain = brings(subject);

    g_string_append_printf(text, "Start-up does not pay under %s: without it, %s better.", policy_of(subject),
                           gain);
}

static void tell_payload(const Subject *subject, GString *text)
{
    g_autofree char *gain = brings(subject);

    g_string_append_printf(text,
                           "Sending tasks to the workers and back is dear under %s: at no cost, %s better.",
                           policy_of(subject), gain);
}

static gboolean is_idle(const Subject *subject)
{
    const Summary *summary = &row_of(subject)->summary;

    return summary->combination.cores > 1 && summary->core_utilization < IDLE &&
           mean_in(row_of(subject), STATE_LOCK) >= MILLIONTHS / 2;
}

static void tell_idle(const Subject *subject, GString *text)
{
    g_autofree char *idle = measure_percent(MILLIONTHS - row_of(subject)->summary.core_utilization);
    g_autofree char *waiting = measure_mean(mean_in(row_of(subject), STATE_LOCK));
    g_autofree char *gain = brings(subject);

    g_string_append_printf(
        text,
        "Cores stand idle %s of the time under %s while %s tasks wait for the lock. Without the "
        "lock: %s better.",
        idle, policy_of(subject), waiting, gain);
}

static const Finding kinds[] = {
    { WHAT_NO_LOCK, CLEAR, is_convoy, tell_convoy },
    { WHAT_NO_LOCK, CLEAR, is_idle, tell_idle },
    { WHAT_MANY_CORES, CLEAR, is_oversubscribed, tell_oversubscribed },
    { WHAT_GIVE_WAY, CLEAR, NULL, tell_blocked },
    { WHAT_UNIT_MORE, CLEAR, NULL, tell_units },
    { WHAT_WORKER_MORE, CLEAR, NULL, tell_workers },
    { WHAT_NO_START, MUCH, does_not_pay, tell_start },
    { WHAT_NO_PAYLOAD, MUCH, NULL, tell_payload },
};

static gboolean concerns(const Finding *finding, const Subject *subject)
{
    return row_of(subject) && subject->gain >= finding->least && observed_of(subject) &&
           row_of(subject)->summary.makespan > 0 && (!finding->concerns || finding->concerns(subject));
}

/* The finding about all whom it concerns, or NULL where it concerns nobody. */
static char *tell(const Finding *finding, const Explanation *explanation, const WhatIf *what_if)
{
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    Subject most = { .gain = G_MININT64 };
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint p = 0; p < explanation->n_policies; p++) {
        const Subject subject = { explanation, p, what_if,
                                  explanation_gain(explanation, explanation_goal(explanation, p),
                                                   what_if->goals[p]) };

        if (!concerns(finding, &subject))
            continue;
        g_ptr_array_add(others, explanation->scenario->policies[p]);
        if (subject.gain > most.gain)
            most = subject;
    }
    if (others->len == 0)
        return NULL;
    finding->describe(&most, text);
    g_ptr_array_remove(others, (gpointer)policy_of(&most));
    for (guint i = 0; i < others->len; i++)
        g_string_append_printf(text, "%s%s",
                               i == 0                ? " Less so under "
                               : i + 1 < others->len ? ", "
                                                     : " and ",
                               (const char *)g_ptr_array_index(others, i));
    g_string_append(text, others->len > 0 ? "." : "");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

GPtrArray *findings_of(const Explanation *explanation)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(g_free);

    for (guint p = 0; p < explanation->n_policies; p++)
        if (explanation->rows[p] && explanation->rows[p]->summary.stopped)
            g_ptr_array_add(findings,
                            g_strdup_printf("%s does not finish: %s.", explanation->scenario->policies[p],
                                            explanation->rows[p]->summary.stopped));
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
        for (guint i = 0; i < explanation->what_ifs->len; i++) {
            const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);
            char *finding = what_if->kind == kinds[k].kind ? tell(&kinds[k], explanation, what_if) : NULL;

            if (finding)
                g_ptr_array_add(findings, finding);
        }
    return findings;
}
