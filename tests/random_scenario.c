/* random_scenario - durations are mostly a few multiples of 1 ms, so that many things coincide. */
#include "random_scenario.h"

typedef struct {
    GRand *rand;
    GString *text;
    gint budget;  /* phases that a task may still have */
    gint n_using; /* resources in hand: db, then disk */
    gboolean offloading;
} Draw;

static gint below(Draw *draw, gint n)
{
    return g_rand_int_range(draw->rand, 0, n);
}

static gboolean chance(Draw *draw, gint percent)
{
    return below(draw, 100) < percent;
}

static const char *one_of(Draw *draw, const char *list)
{
    g_auto(GStrv) words = g_strsplit(list, " ", -1);
    return g_intern_string(words[below(draw, (gint)g_strv_length(words))]);
}

static const char *duration(Draw *draw)
{
    return one_of(draw, "0 1ms 1ms 2ms 2ms 3ms 4ms 5ms 8ms 500us 1500us 3ns 1234567ns exp(2ms)");
}

static void phases(Draw *draw, gint depth);

static void block(Draw *draw, const char *opening, gint depth)
{
    g_string_append_printf(draw->text, "%s { ", opening);
    phases(draw, depth + 1);
    g_string_append(draw->text, " }");
}

static void phase(Draw *draw, gint depth)
{
    gint roll = depth < 3 ? below(draw, 100) : below(draw, 70);
    draw->budget--;
    if (roll < 62) {
        static const char *const kinds[] = { "compute", "compute", "compute", "wait", "wait", "hold", "nogil" };
        g_string_append_printf(draw->text, "%s %s", kinds[below(draw, G_N_ELEMENTS(kinds))], duration(draw));
    } else if (roll < 70) {
        g_string_append(draw->text, "yield");
    } else if (roll < 80 && draw->n_using < 2) {
        block(draw, draw->n_using++ == 0 ? "use db" : "use disk", depth);
        draw->n_using--;
    } else if (roll < 90 && !draw->offloading && draw->n_using == 0) {
        draw->offloading = TRUE;
        block(draw, "offload", depth);
        draw->offloading = FALSE;
    } else {
        block(draw, chance(draw, 50) ? "repeat 2" : "repeat 3", depth);
    }
}

static void phases(Draw *draw, gint depth)
{
    gint n = 1 + below(draw, 3);
    for (gint i = 0; i < n && (i == 0 || draw->budget > 0); i++) {
        g_string_append(draw->text, i > 0 ? "; " : "");
        phase(draw, depth);
    }
}

/* Well below the interval: waiters that look, or turns that are over before they begin, would leave no time at all. */
static void costs(Draw *draw)
{
    static const char *const lines[] = {
        "context_switch = 3us",  "migration = 50us",          "wake_latency = 15us",  "timer_slack = 60us",
        "tick = 1ms",            "loop_timer = 1ms",          "lock_handoff = 50us",  "short_wake = 5us",
        "short_idle = 500us",    "pull_chance = 0.3", "cache_hot = 300us",    "cache_cores = 2",
        "wake_call = 20us",      "start_waits = yes",         "thread_start = 100us",
        "process_start = 2ms",   "subinterpreter_start = 1ms", "ipc_call = 40us",     "ipc_mib = 1ms",
        "loop_step = 10us",      "check_interval = 100us",    "ticks = 500us",        "free_threaded_tax = 1.08",
        "parallel_tax = 1, 1.2", "requester_wins = 0.7, 0.5",
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        if (chance(draw, 40))
            g_string_append_printf(draw->text, "%s\n", lines[i]);
}

static void machine(Draw *draw, gboolean free_of_cost)
{
    g_string_append_printf(draw->text, "[machine]\nprofile = ideal\ncores = %s\nscheduler = %s\n",
                           one_of(draw, "1 2 3 4 64"),
                           one_of(draw, "fifo rr sjf srtf hrrn priority mlfq lottery stride cfs eevdf eevdf edf rm"));
    if (chance(draw, 50))
        g_string_append_printf(draw->text, "slice = %s\n", one_of(draw, "1ms 2ms 1500us"));
    if (chance(draw, 20))
        g_string_append_printf(draw->text, "queues = %s\n", one_of(draw, "global per-core"));
    if (!free_of_cost && chance(draw, 70))
        costs(draw);
    g_string_append_printf(draw->text, "[lock]\nname = none, fair, cpython2, cpython3\ninterval = %s\n",
                           one_of(draw, "2ms 3ms 5ms"));
}

static void policies(Draw *draw)
{
    if (chance(draw, 50))
        g_string_append_printf(draw->text, "[policy threads]\nworkers = %s\n", one_of(draw, "1 2 cores tasks"));
    if (chance(draw, 50))
        g_string_append_printf(draw->text, "[policy processes]\nworkers = 2\nthreads = %s\n", one_of(draw, "1 2"));
    if (chance(draw, 60))
        g_string_append_printf(draw->text, "[policy async]\nlimit = %s\nexecutor = %s\n", one_of(draw, "0 2"),
                               chance(draw, 50) ? "2" : "2 processes");
}

static void task(Draw *draw, gint number, gboolean whole_use)
{
    g_string_append_printf(draw->text, "[task %c]\ncount = %d\narrival = %s\n", 'a' + number, 1 + below(draw, 3),
                           chance(draw, 60) ? "0" : "every 2ms");
    draw->budget = 6;
    draw->n_using = whole_use;
    g_string_append(draw->text, whole_use ? "phases = use db { " : "phases = ");
    phases(draw, whole_use);
    g_string_append(draw->text, whole_use ? " }\n" : "\n");
    if (number > 0 && chance(draw, 20))
        g_string_append(draw->text, "after = a\n");
    else if (number > 0 && chance(draw, 15))
        g_string_append(draw->text, "period = 10ms\n");
    if (chance(draw, 20))
        g_string_append_printf(draw->text, "nice = %s\n", one_of(draw, "-5 5 10"));
    if (chance(draw, 20))
        g_string_append(draw->text, "affinity = 0\n");
    if (chance(draw, 30))
        g_string_append_printf(draw->text, "priority = %d\npayload = 64KiB\ntickets = 50\n", below(draw, 3));
}

char *random_scenario(guint32 seed, gboolean whole_uses)
{
    Draw draw = { .rand = g_rand_new_with_seed(seed), .text = g_string_new(NULL) };
    g_string_append_printf(draw.text, "[scenario]\nseed = %u\npolicies = all\nhorizon = 20ms\n", seed);
    machine(&draw, whole_uses);
    policies(&draw);
    g_string_append_printf(draw.text, "[resource db]\ncapacity = %s\n", one_of(&draw, "1 2 3"));
    g_string_append_printf(draw.text, "[resource disk]\ncapacity = 1\nscope = %s\n",
                           whole_uses ? "host" : one_of(&draw, "host process"));
    gint n = 1 + below(&draw, 3);
    for (gint i = 0; i < n; i++)
        task(&draw, i, whole_uses);
    g_rand_free(draw.rand);
    return g_string_free(draw.text, FALSE);
}
