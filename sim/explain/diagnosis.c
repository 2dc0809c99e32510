/* diagnosis - what decides a scenario's outcome, by what taking it away brings to the policies.
 *
 * Of each thing that can be taken away, what it brings is added up over the policies, as the logarithm of
 * the factor: that which brings most decides. Only where none of them brings much do waiting or the number of
 * cores decide, which no program gets rid of; and where these bring nothing either, a task that takes nearly
 * all of the time by itself. One task after the other is what all else is compared with and has a say only
 * where nothing else has. Figures are means over seeds, where there are several; what may be chance counts for
 * nothing. */
#include "explain/diagnosis.h"

#include <math.h>

#define LITTLE 0.02 /* of the largest figure: what is less is no difference that anybody would notice */
#define BUSY 900000 /* millionths of the makespan */
#define CLEAR 0.14  /* a factor of 1.15: what any of the policies must at least gain */
#define NEARLY 0.85 /* of the makespan: nothing beside it could bring a factor of 1.15 */

static const struct {
    const char *word, *sentence;
} words[N_DIAGNOSES] = {
    [DIAGNOSIS_NOTHING] = { "nothing",
                            "none of the things that were taken away: no policy gains 15 % by one" },
    [DIAGNOSIS_WAITING] = { "waiting",
                            "waiting: tasks mostly wait, and what counts is that the program waits for many of "
                            "them at once" },
    [DIAGNOSIS_CORES] = { "cores",
                          "the cores: tasks compute, and there are only so many cores that they may use" },
    [DIAGNOSIS_LOCK] = { "lock", "the lock: tasks compute, and only its holder may" },
    [DIAGNOSIS_CONVOY] = { "convoy",
                           "a convoy: tasks that need the lock briefly queue for it behind tasks that "
                           "compute" },
    [DIAGNOSIS_LOOP] = { "loop", "the event loop: it has a task in hand that does not give way" },
    [DIAGNOSIS_RESOURCE] = { "resource", "a resource that one task at a time can hold" },
    [DIAGNOSIS_POOL] = { "pool", "a pool that is too small for the tasks that hold a unit of it" },
    [DIAGNOSIS_SERIAL] = { "serial",
                           "the part that cannot be divided: it takes its time however many cores there are" },
    [DIAGNOSIS_START_UP] = { "start-up",
                             "start-up: starting threads or processes takes longer than they save" },
    [DIAGNOSIS_PAYLOAD] = { "payload", "payload: sending tasks to processes and back" },
    [DIAGNOSIS_DEALING] = { "dealing",
                            "dealing: tasks are given to processes in turn, whatever each still has to do" },
};

const char *diagnosis_word(Diagnosis diagnosis)
{
    return words[diagnosis].word;
}

const char *diagnosis_sentence(Diagnosis diagnosis)
{
    return words[diagnosis].sentence;
}

/* One task after the other, by its nature: a single worker that cannot be more. */
static gboolean is_one_by_one(const RankedRow *row)
{
    return row->plan.threads == THREADS_WORKERS && row->summary.workers == 1 && !what_if_has_pool(row);
}

/* What is too little to count, in the figures of the goal. */
static double too_little(const Explanation *explanation)
{
    gint64 largest = 0;

    for (guint i = 0; i < explanation->n_policies; i++)
        if (explanation->rows[i] && !is_one_by_one(explanation->rows[i]))
            largest = MAX(largest, explanation->mean_goals[i]);
    return LITTLE * (double)largest;
}

/* Logarithm of how many times better CHANGED is than FIGURE; 0 where it is not, or does not apply. */
static double gain(const Explanation *explanation, gint64 figure, gint64 changed)
{
    const double little = too_little(explanation) + 1;
    double factor;

    if (figure == NOT_APPLICABLE || changed == NOT_APPLICABLE)
        return 0;
    factor = log(((double)figure + little) / ((double)changed + little));
    return MAX(explanation->scenario->goal.figure == GOAL_THROUGHPUT ? -factor : factor, 0);
}

static double gain_of(const Explanation *explanation, const WhatIf *what_if, guint policy)
{
    if (!what_if->applies[policy] || !what_if->is_clear[policy])
        return 0;
    return gain(explanation, explanation->mean_goals[policy], what_if->mean_goals[policy]);
}

/* The same for the first question of KIND; 0: there is none. */
static double gain_by(const Explanation *explanation, WhatKind kind, guint policy)
{
    const WhatIf *what_if = explanation_find(explanation, kind, policy);

    return what_if ? gain_of(explanation, what_if, policy) : 0;
}

/* What WHAT_IF brings by itself. One queue is held by threads, which give way by themselves. */
static double gain_alone(const Explanation *explanation, const WhatIf *what_if, guint policy)
{
    const double one = gain_of(explanation, what_if, policy);

    return what_if->kind == WHAT_ONE_QUEUE ? MAX(one - gain_by(explanation, WHAT_GIVE_WAY, policy), 0) : one;
}

typedef double (*GainOf)(const Explanation *explanation, const WhatIf *what_if, guint policy);

/* Added up over the policies; 0 where none gains clearly. */
static double score_by(const Explanation *explanation, const WhatIf *what_if, GainOf gain_for)
{
    double sum = 0, most = 0;

    for (guint i = 0; i < explanation->n_policies; i++) {
        const double one = explanation->rows[i] && !is_one_by_one(explanation->rows[i])
                               ? gain_for(explanation, what_if, i)
                               : 0;

        sum += one;
        most = MAX(most, one);
    }
    return most >= CLEAR ? sum : 0;
}

static double score(const Explanation *explanation, const WhatIf *what_if)
{
    return score_by(explanation, what_if, gain_alone);
}

/* ---- kinds of lock and of resource ---- */

gint diagnosis_convoy(const Explanation *explanation, guint policy)
{
    const Observed *observed = explanation->observed[policy];
    gint longest = -1, holder;

    for (guint i = 0; observed && i < observed->n_groups; i++)
        if (observed->groups[i].n_lock_waits > 0 &&
            (longest < 0 || observed->groups[i].lock_waits * observed->groups[longest].n_tasks >
                                observed->groups[longest].lock_waits * observed->groups[i].n_tasks) &&
            2 * observed->groups[i].locked < observed->groups[i].computing + observed->groups[i].waiting)
            longest = (gint)i;
    holder = longest >= 0 ? observed_holder(observed, longest) : -1;
    return holder >= 0 && observed->groups[holder].lock_held > observed->groups[longest].lock_held ? longest
                                                                                                   : -1;
}

/* The lock holds up tasks that mostly do without it, and the goal is theirs; or it is the makespan, and the lock
 * is free for a good part of it. */
static gboolean is_convoy(const Explanation *explanation, guint policy)
{
    const Goal *goal = &explanation->scenario->goal;
    const gint group = diagnosis_convoy(explanation, policy);
    const Summary *summary = &explanation->rows[policy]->summary;

    if (group < 0)
        return FALSE;
    if (goal->figure == GOAL_TURNAROUND || goal->figure == GOAL_DELAY)
        return goal->group < 0 || goal->group == group;
    return summary->lock_utilization < BUSY;
}

static Diagnosis of_kind(const Explanation *explanation, const WhatIf *what_if)
{
    guint policy;

    switch (what_if->kind) {
    case WHAT_NO_LOCK:
        diagnosis_evidence(explanation, DIAGNOSIS_LOCK, &policy);
        return is_convoy(explanation, policy) ? DIAGNOSIS_CONVOY : DIAGNOSIS_LOCK;
    case WHAT_UNIT_MORE:
        return what_if->units == 1 ? DIAGNOSIS_RESOURCE : DIAGNOSIS_POOL;
    case WHAT_GIVE_WAY:
        return DIAGNOSIS_LOOP;
    case WHAT_HALF_ALONE:
        return DIAGNOSIS_SERIAL;
    case WHAT_NO_START:
        return DIAGNOSIS_START_UP;
    case WHAT_NO_PAYLOAD:
        return DIAGNOSIS_PAYLOAD;
    case WHAT_ONE_QUEUE:
        return DIAGNOSIS_DEALING;
    default:
        return DIAGNOSIS_NOTHING;
    }
}

/* ---- what remains ---- */

/* What workers bring by themselves, with the cores that there are. */
static double gain_by_workers(const Explanation *explanation, const WhatIf *what_if, guint policy)
{
    (void)what_if;
    return gain_by(explanation, WHAT_MANY_WORKERS, policy);
}

/* What cores bring: with as many workers as there are, or, with more of both, beyond what workers alone bring;
 * or those that tasks were kept from. */
static double gain_by_cores(const Explanation *explanation, const WhatIf *what_if, guint policy)
{
    const double both =
        gain_by(explanation, WHAT_MANY_BOTH, policy) - gain_by(explanation, WHAT_MANY_WORKERS, policy);
    (void)what_if;

    return MAX(
        MAX(gain_by(explanation, WHAT_MANY_CORES, policy), gain_by(explanation, WHAT_NOT_PINNED, policy)),
        both);
}

/* What a longest task brings that is nearly all of the makespan. */
static double gain_by_path(const Explanation *explanation, const WhatIf *what_if, guint policy)
{
    const gint64 makespan = explanation->rows[policy]->summary.makespan;
    const gboolean is_long = explanation->observed[policy] && makespan > 0 &&
                             (double)explanation->observed[policy]->path >= NEARLY * (double)makespan;
    (void)what_if;

    return is_long && explanation->scenario->goal.figure <= GOAL_THROUGHPUT
               ? gain_by(explanation, WHAT_HALF_LONGEST, policy)
               : 0;
}

static Diagnosis diagnose_rest(const Explanation *explanation)
{
    const double waiting = score_by(explanation, NULL, gain_by_workers);
    const double cores = score_by(explanation, NULL, gain_by_cores);

    if (MAX(waiting, cores) > 0)
        return waiting >= cores ? DIAGNOSIS_WAITING : DIAGNOSIS_CORES;
    for (guint i = 0; i < explanation->n_policies; i++)
        if (explanation->rows[i] && is_one_by_one(explanation->rows[i]) &&
            gain(explanation, explanation->mean_goals[i], explanation->async_goal) >= CLEAR)
            return DIAGNOSIS_WAITING;
    return score_by(explanation, NULL, gain_by_path) > 0 ? DIAGNOSIS_SERIAL : DIAGNOSIS_NOTHING;
}

Diagnosis diagnose(const Explanation *explanation)
{
    Diagnosis diagnosis = DIAGNOSIS_NOTHING;
    double most = 0;

    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);
        const Diagnosis shown = of_kind(explanation, what_if);

        if (shown != DIAGNOSIS_NOTHING && score(explanation, what_if) > most) {
            most = score(explanation, what_if);
            diagnosis = shown;
        }
    }
    return diagnosis != DIAGNOSIS_NOTHING ? diagnosis : diagnose_rest(explanation);
}

static gboolean shows(const WhatIf *what_if, Diagnosis diagnosis)
{
    static const WhatKind kinds[N_DIAGNOSES][3] = {
        [DIAGNOSIS_WAITING] = { WHAT_MANY_WORKERS, N_WHAT_KINDS, N_WHAT_KINDS },
        [DIAGNOSIS_CORES] = { WHAT_MANY_CORES, WHAT_MANY_BOTH, WHAT_NOT_PINNED },
        [DIAGNOSIS_LOCK] = { WHAT_NO_LOCK, N_WHAT_KINDS, N_WHAT_KINDS },
        [DIAGNOSIS_CONVOY] = { WHAT_NO_LOCK, N_WHAT_KINDS, N_WHAT_KINDS },
        [DIAGNOSIS_LOOP] = { WHAT_GIVE_WAY, N_WHAT_KINDS, N_WHAT_KINDS },
        [DIAGNOSIS_RESOURCE] = { WHAT_UNIT_MORE, N_WHAT_KINDS, N_WHAT_KINDS },
        [DIAGNOSIS_POOL] = { WHAT_UNIT_MORE, N_WHAT_KINDS, N_WHAT_KINDS },
        [DIAGNOSIS_SERIAL] = { WHAT_HALF_ALONE, WHAT_HALF_LONGEST, N_WHAT_KINDS },
        [DIAGNOSIS_START_UP] = { WHAT_NO_START, N_WHAT_KINDS, N_WHAT_KINDS },
        [DIAGNOSIS_PAYLOAD] = { WHAT_NO_PAYLOAD, N_WHAT_KINDS, N_WHAT_KINDS },
        [DIAGNOSIS_DEALING] = { WHAT_ONE_QUEUE, N_WHAT_KINDS, N_WHAT_KINDS },
    };

    for (guint i = 0; i < G_N_ELEMENTS(kinds[0]) && diagnosis != DIAGNOSIS_NOTHING; i++)
        if (what_if->kind == kinds[diagnosis][i])
            return TRUE;
    return FALSE;
}

const WhatIf *diagnosis_evidence(const Explanation *explanation, Diagnosis diagnosis, guint *policy)
{
    const WhatIf *evidence = NULL;
    double most = 0;

    *policy = 0;
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);

        for (guint p = 0; shows(what_if, diagnosis) && p < explanation->n_policies; p++)
            if (explanation->rows[p] && gain_of(explanation, what_if, p) > most) {
                most = gain_of(explanation, what_if, p);
                evidence = what_if;
                *policy = p;
            }
    }
    return evidence;
}

char *diagnosis_in_full(const Explanation *explanation, Diagnosis diagnosis)
{
    guint policy;
    const WhatIf *evidence = diagnosis_evidence(explanation, diagnosis, &policy);

    if (evidence && evidence->kind == WHAT_UNIT_MORE && evidence->units == 1)
        return g_strdup_printf("the resource %s, which one task at a time can hold", evidence->object);
    if (evidence && evidence->kind == WHAT_UNIT_MORE)
        return g_strdup_printf("the pool %s: its %u units are too few for the tasks that hold one",
                               evidence->object, evidence->units);
    return g_strdup(diagnosis_sentence(diagnosis));
}
