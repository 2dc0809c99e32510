/* overload - can the system keep up with its arrivals?
 *
 * The time over which tasks arrive is cut into four quarters. A backlog that grows for ever makes each
 * quarter's tasks wait longer than those of the quarter before, in proportion to the time: so a run counts as
 * overloaded if
 * - at least eight tasks arrive, on average, in each quarter, and at least one does in each,
 * - the mean waiting (turnaround - compute - wait) grows from the second quarter to the third and to the
 *   fourth, and the fourth has at least one and a half times the second's, and
 * - the fourth's is at least a tenth of the time over which tasks arrive: about 1.1 times too many arrivals.
 * Waiting is used and not the number of tasks in the system, which also grows where tasks just take long. */
#include "overload.h"

#define N_QUARTERS 4
#define MIN_TASKS 32

typedef struct {
    __int128 waiting;
    gint64 n;
} Quarter;

/* Tasks that arrive by themselves, not when others have finished. */
static gboolean is_open(const Workload *workload, guint32 task)
{
    const GArray *after = workload->groups[workload->tasks[task].group].after;

    return !after || after->len == 0;
}

static gboolean longer(const Quarter *a, const Quarter *b)
{
    return a->waiting * b->n > b->waiting * a->n;
}

gboolean is_overloaded(const Recorder *recorder)
{
    const Workload *workload = recorder->workload;
    Quarter quarters[N_QUARTERS] = { 0 }, *last = &quarters[N_QUARTERS - 1];
    SimTime first = SIMTIME_NEVER, end = 0;
    gint64 n = 0;

    for (guint32 i = 0; i < recorder->n_tasks; i++) {
        if (!is_open(workload, i))
            continue;
        first = MIN(first, recorder->tasks[i].arrival);
        end = MAX(end, recorder->tasks[i].arrival);
        n++;
    }
    if (n < MIN_TASKS || end == first)
        return FALSE;
    for (guint32 i = 0; i < recorder->n_tasks; i++) {
        const TaskRecord *task = &recorder->tasks[i];
        Quarter *its;

        if (!is_open(workload, i))
            continue;
        its = &quarters[MIN((__int128)N_QUARTERS * (task->arrival - first) / (end - first), N_QUARTERS - 1)];
        its->n++;
        its->waiting +=
            recorder_waiting(recorder, i);
    }
    for (guint i = 0; i < N_QUARTERS; i++)
        if (quarters[i].n == 0)
            return FALSE;
    return longer(&quarters[2], &quarters[1]) && longer(&quarters[3], &quarters[2]) &&
           2 * last->waiting * quarters[1].n >= 3 * quarters[1].waiting * last->n &&
           10 * last->waiting >= (__int128)(end - first) * last->n;
}
