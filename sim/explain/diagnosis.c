/* diagnosis - what decides a scenario's outcome, by what taking it away brings to the policies.
 *
 * Of each thing that can be taken away, what it brings is added up over the policies, as the logarithm of
 * the factor: that which brings most decides. Only where none of them brings much do waiting or the number of
 * cores decide, which no program gets rid of. One task after the other is what all else is compared with and
 * has a say only where nothing else has. */
#include "explain/diagnosis.h"

#include <math.h>

#define LITTLE 0.02 /* of the largest figure: what is less is no difference that anybody would notice */
#define BUSY 900000 /* millionths of the makespan */
#define CLEAR 0.14  /* a factor of 1.15: what any of the policies must at least gain */

static const struct {
    const char *word, *sentence;
} words[N_DIAGNOSES] = {
    [DIAGNOSIS_NOTHING] = { "nothing", "nothing in particular" },
    [DIAGNOSIS_WAITING] = { "waiting",
                            "waiting: does the program wait for many tasks at once, or for one after "
                            "the other" },
    [DIAGNOSIS_CORES] = { "cores", "the cores: tasks compute, and there are only so many cores" },
    [DIAGNOSIS_LOCK] = { "lock", "the lock: tasks compute, and only its holder may" },
    [DIAGNOSIS_CONVOY] = { "convoy", "a convoy: tasks that mostly wait queue for the lock behind tasks that "
                                     "compute" },
    [DIAGNOSIS_LOOP] = { "loop", "the event loop: it has a task in hand that does not give way" },
    [DIAGNOSIS_RESOURCE] = { "resource", "a resource that one task at a time can hold" },
    [DIAGNOSIS_POOL] = { "pool", "a pool that is too small for the tasks that hold a unit of it" },
    [DIAGNOSIS_SERIAL] = { "serial", "the part that cannot be divided: tasks wait for others to finish" },
    [DIAGNOSIS_START_UP] = { "start-up",
                             "start-up: starting threads or processes takes longer than they save" },
    [DIAGNOSIS_PAYLOAD] = { "payload", "payload: sending tasks to processes and back" },
};

const char *diagnosis_word(Diagnosis diagnosis)
{
    return words[diagnosis].word;
}

const char *diagnosis_sentence(Diagnosis diagnosis)
{
    return words[diagnosis].sentence;
}

/* One task after the other: no loop, and a single worker. */
static gboolean is_one_by_one(const RankedRow *row)
{
    return row->plan.threads == THREADS_WORKERS && row->summary.workers == 1;
}

/* What is too little to count, in the figures of the goal. */
static double too_little(const Explanation *explanation)
{
    gint64 largest = 0;

    for (guint i = 0; i < explanation->n_policies; i++)
        if (explanation->rows[i] && !is_one_by_one(explanation->rows[i]))
            largest = MAX(largest, explanation_goal(explanation, i));
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
    return gain(explanation, explanation_goal(explanation, policy), what_if->goals[policy]);
}

/* Added up over the policies; 0 where none gains clearly. */
static double score(const Explanation *explanation, const WhatIf *what_if)
{
    double sum = 0, most = 0;

    for (guint i = 0; i < explanation->n_policies; i++) {
        const double one = explanation->rows[i] && !is_one_by_one(explanation->rows[i])
                               ? gain_of(explanation, what_if, i)
                               : 0;

        sum += one;
        most = MAX(most, one);
    }
    return most >= CLEAR ? sum : 0;
}

static const WhatIf *find(const Explanation *explanation, WhatKind kind)
{
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);

        if (what_if->kind == kind)
            return what_if;
    }
    return NULL;
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
            observed->groups[i].waiting > observed->groups[i].computing)
            longest = (gint)i;
    holder = longest >= 0 ? observed_holder(observed, longest) : -1;
    return holder >= 0 && observed->groups[holder].lock_held > observed->groups[longest].lock_held ? longest
                                                                                                   : -1;
}

/* The lock holds up tasks that mostly wait, and the goal is theirs; or it is the makespan, and the lock is
 * free for a good part of it. */
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
        return g_str_has_suffix(g_ptr_array_index(what_if->sets, 0), ".capacity=2") ? DIAGNOSIS_RESOURCE
                                                                                    : DIAGNOSIS_POOL;
    case WHAT_GIVE_WAY:
        return DIAGNOSIS_LOOP;
    case WHAT_HALF_ALONE:
        return DIAGNOSIS_SERIAL;
    case WHAT_NO_START:
        return DIAGNOSIS_START_UP;
    case WHAT_NO_PAYLOAD:
        return DIAGNOSIS_PAYLOAD;
    default:
        return DIAGNOSIS_NOTHING;
    }
}

/* ---- what remains ---- */

/* What cores bring beyond what a worker for each task brings with the cores that there are: where workers
 * follow the cores, more cores are more workers too. */
static double score_cores(const Explanation *explanation)
{
    const WhatIf *cores = find(explanation, WHAT_MANY_CORES), *workers = find(explanation, WHAT_MANY_WORKERS);
    double sum = 0;

    for (guint i = 0; cores && i < explanation->n_policies; i++) {
        double one = 0;

        if (explanation->rows[i] && !is_one_by_one(explanation->rows[i]))
            one = gain_of(explanation, cores, i) -
                  (workers && workers->applies[i] ? gain_of(explanation, workers, i) : 0);
        sum += MAX(one, 0);
    }
    return sum;
}

static Diagnosis diagnose_rest(const Explanation *explanation)
{
    const WhatIf *workers = find(explanation, WHAT_MANY_WORKERS);
    const double waiting = workers ? score(explanation, workers) : 0, cores = score_cores(explanation);

    if (MAX(waiting, cores) >= CLEAR)
        return waiting >= cores ? DIAGNOSIS_WAITING : DIAGNOSIS_CORES;
    for (guint i = 0; i < explanation->n_policies; i++)
        if (explanation->rows[i] && is_one_by_one(explanation->rows[i]) &&
            gain(explanation, explanation_goal(explanation, i), explanation->async_goal) >= CLEAR)
            return DIAGNOSIS_WAITING;
    return DIAGNOSIS_NOTHING;
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
    static const WhatKind kinds[N_DIAGNOSES] = {
        [DIAGNOSIS_WAITING] = WHAT_MANY_WORKERS, [DIAGNOSIS_CORES] = WHAT_MANY_CORES,
        [DIAGNOSIS_LOCK] = WHAT_NO_LOCK,         [DIAGNOSIS_CONVOY] = WHAT_NO_LOCK,
        [DIAGNOSIS_LOOP] = WHAT_GIVE_WAY,        [DIAGNOSIS_RESOURCE] = WHAT_UNIT_MORE,
        [DIAGNOSIS_POOL] = WHAT_UNIT_MORE,       [DIAGNOSIS_SERIAL] = WHAT_HALF_ALONE,
        [DIAGNOSIS_START_UP] = WHAT_NO_START,    [DIAGNOSIS_PAYLOAD] = WHAT_NO_PAYLOAD,
    };

    return diagnosis != DIAGNOSIS_NOTHING && what_if->kind == kinds[diagnosis];
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
