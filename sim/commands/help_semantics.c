/* help_semantics - `gilsim help semantics`: what is simulated, by which rules, and what each figure means. */
#include "command.h"
#include "help_text.h"

static const char *const on_time[] = {
    "TIME",
    "",
    "Time is a whole number of nanoseconds; 0 is when the program starts. With profile ideal every move "
    "is free and every textbook table comes out exactly. Same file, seed and options: the same output, "
    "to the byte. What is drawn while simulating comes from a stream for each policy and model, so that "
    "a row of the table does not depend on which other rows are asked for. Repeat r of a run uses seed "
    "+ r.",
    "",
    "PLANS",
    "",
    "A policy lays the tasks out in interpreters, each with one lock, and in threads:",
    "",
    "  sequential|one worker: one task after the other",
    "  async|one event loop, which holds many tasks; offload { } goes to its executor (executor = 4, or 4 processes), or is done in place",
    "  threads|a thread for each task, or as many as workers says; one lock",
    "  free-threaded|the same without a lock; compute and hold take free_threaded_tax",
    "  processes|an interpreter for each worker (cores of them), each with its own lock, and with threads workers in it",
    "  subinterpreters|the same, at their own cost of starting",
    "  process-async|an event loop in each process; the k-th task to arrive goes to process k mod n",
    "",
    "The main thread starts the threads or processes one after another at time 0; each start takes core "
    "time, with the interpreter's lock. A process is paid once; then all its threads exist. A task "
    "whose thread does not exist yet is queued. The threads that a thread policy makes for tasks are "
    "all started at the beginning, and sleep until their task arrives. Workers are numbered across the "
    "interpreters first.",
    "",
    "A task that arrives while a worker is idle is taken at once, by the one with the lowest number; "
    "otherwise tasks wait first come, first served. A worker that ends a task takes the next in the "
    "same instant. A task stays with its worker.",
    "",
    "Where tasks go to processes or subinterpreters, one dispatcher thread sends each (ipc_call, and "
    "ipc_mib for each MiB of payload, of core time) and receives its result, and so does the other end. "
    "A task is queued until its worker begins to receive it; it has finished when the parent has its "
    "result. limit = N of async: at most N tasks in hand.",
    "",
    "after: a task arrives when those that it waits for have finished, and holds no worker before.",
    "",
    "ONE INSTANT",
    "",
    "What is due at one instant is worked off in rounds: arrivals, in file order; ends of waits and "
    "timers; ends of computing, and what the thread does next; requests to drop a lock; ends of slices; "
    "and last the choice of who runs. So choices are made when everything that happens at an instant is "
    "known. Work that ends at an instant ends before it can be interrupted at it. While there are as "
    "many free cores as ready threads nobody is asked: the scheduler chooses only where cores are "
    "short. A thread takes the core it ran on last if that is free, else the free one with the lowest "
    "number among those that its affinity allows.",
    "",
    "To begin a phase, a wait too, and to finish, a thread must be on a core and hold its interpreter's "
    "lock. So a wait behind a busy core or a held lock begins late, and a task that ends in a wait "
    "finishes when its thread has run again.",
    "",
    "A slice counts a thread's own work (and the excess of a factor), not what moves cost, across "
    "phases; it ends when the thread gives up its core. One that ends with nobody else ready is "
    "followed by a fresh one.",
    "",
    "yield is a wait of 0. An event loop works in passes: it looks at what is ready, resumes each once, "
    "and looks again; it drops the lock for the instant of the look. use { } takes a unit on a core "
    "with the lock; a task that finds none sleeps first come, first served (a loop goes on with "
    "others), and a unit that is given back belongs to the first in the queue at that instant. If "
    "nothing is due any more and a task is unfinished, that is a deadlock, which is told with who holds "
    "what.",
    "",
    "SCHEDULERS",
    "",
    "fifo, sjf and hrrn never preempt and have no slices; rr, lottery and stride have slices; srtf, edf "
    "and rm preempt for a shorter remaining burst, an earlier deadline, a shorter period; priority for "
    "a lower number; mlfq for a higher level; cfs and eevdf have a queue for each core, and share by "
    "the weights of nice. A burst is what is left, from now, of a task's work on a core up to its next "
    "wait, yield or its end: sjf and srtf are told, which no system is. Ties go to who became ready "
    "first. queues = global or per-core takes a scheduler's own queues away from it.",
    "",
    "With queues of their own, a thread that becomes ready goes to its last core if that is idle, else "
    "to the idle core with the lowest number, else to the core with the least ready weight. A core that "
    "has nothing to run takes the last thread of the core with most ready weight; at multiples of "
    "balance the heaviest queue gives the lightest its longest-queued thread, if they differ by at "
    "least one thread of nice 0: threads that do not divide evenly take turns.",
    "",
    "The profile of a host follows Linux further. pull_chance: a core that runs out of threads looks at once for one of "
    "another core's with this probability, and if it does not, or in vain, at its next ticks (of n cores every n ms at "
    "most). It takes the one that ran longest ago, but none that ran within cache_hot, unless it has looked in vain at two "
    "ticks. cache_cores: n of them share a cache and were busy for u of the time of late (a mean with a half-life of 32ms, "
    "to which a new thread adds half of what a core has left); where n (1 - (1.17 u)^2) is below 1, a thread that wakes "
    "while its last core is not idle looks for no idle one: it goes to the one that it found busy the time before (at "
    "first, to that of who started it), if that is idle, else to its last. short_wake takes the place of wake_latency "
    "where the core was idle for less than short_idle. In ideal and linux pull_chance is 1, and cache_hot, cache_cores and "
    "short_idle are 0, which turns these off.",
    "",
    "A real run begins anywhere between two ticks. So validate simulates each row in 15 courses (5 where there are more "
    "than 100000 phases), in which ticks, balancing and what the machine draws differ, and predicts their median; "
    "predicted_low_ns and predicted_high_ns are the least and the most of them. run shows the course in which all count "
    "from time 0. Natively, what counts as a nanosecond of computing follows the host's speed, of which validate takes a "
    "look before each run.",
    "",
    "eevdf: every thread has a virtual time v, which its running advances by 1024 / weight; a request "
    "of slice has the deadline v + slice x 1024 / weight. Among the threads whose v is not beyond the "
    "weighted mean of the queue, the one with the earliest deadline runs until its request is used up; "
    "one that joins with an earlier deadline preempts. A thread that sleeps keeps how far it was behind "
    "or ahead, up to one request. slice, where it is not given, is the profile's base_slice, or else 3ms in ideal and "
    "0.7ms x (1 + log2(cores, up to 8)) elsewhere: Linux reckons so from the cores of the whole machine, of which a "
    "program may have fewer. cfs: the smallest v runs for max(granularity, latency x weight / "
    "weights of the queue); a woken thread is put at most latency / 2 behind the smallest v, and "
    "preempts if it is granularity behind the running one.",
    "",
    "stride: 2^20 / tickets a turn, the smallest pass runs. lottery: tickets laid out in file order. "
    "hrrn: the largest (waited + burst) / burst. priority: with rr = yes threads of one number share by "
    "slices; ageing makes a thread one more urgent for each such time spent ready. mlfq: a thread "
    "starts at the top, and goes one level down when it has used up the allotment of its level, which "
    "waits do not renew (stay = yes: they do); demote_alone = no: only if another thread is ready; "
    "io_bump: one that ends a wait joins the head; boost: at its multiples all go to the top.",
    "",
    "A slice that ends puts its thread behind all that became ready in the same round (expired = first: "
    "before them); a thread that was displaced goes back to the head, with the rest of its slice. With "
    "cost tick > 0 ends of slices are seen at its multiples.",
    "",
    "LOCKS",
    "",
    "  none|always granted",
    "  fair|hand-over in order: a turn is interval long, and ends only if somebody waits",
    "  cpython3|a waiter sleeps for interval, then asks the holder to drop the lock; who asked may find it taken again (requester_wins); the holder does not take it back before another has had it",
    "  cpython2|the holder lets go after each ticks of compute and takes the lock again at once, unless the waiter that it woke preempts it",
    "",
    "The lock is dropped around wait, nogil and yield, and is needed again to go on. hold notices no "
    "request before its end. compute notices one at once, or at multiples of check_interval of the "
    "thread's computing. The convoy effect, and a computing thread that starves another, follow from "
    "this; there is no formula for them.",
    "",
    "cpython3 in detail: a waiter sleeps for interval; if the lock has not changed hands meanwhile, it "
    "asks the holder to let go, and sleeps again. The holder that was asked lets go where it looks "
    "next, wakes one sleeper (the one asleep longest in profile ideal), and then sleeps until somebody "
    "has taken the lock; this holds for a wait or a nogil phase too. Any thread that finds the lock "
    "free takes it, whoever was woken. With several cores the one that asked takes it with probability "
    "requester_wins; otherwise a sleeper drawn evenly is woken. A thread that asks must be on a core: "
    "one that waits for a core asks for nothing yet. A thread that ends waits for nobody.",
    "",
    "fair: whoever is first in the queue owns the lock from the instant at which it is let go, though "
    "it may have no core yet; a turn counts elapsed time from then. When a turn ends and nobody waits a "
    "new one begins. cpython2 with ticks = 0 lets go only around waits and nogil phases, and at a "
    "thread's end.",
    "",
    "COSTS",
    "",
    "All costs are overhead of the task that the thread carries, the excess of factors too; products "
    "are rounded half up. context_switch is core time before a thread runs where another ran before "
    "(none for a core's first); migration comes on top if it ran last on another core; wake_latency "
    "passes from ready to running when an idle core takes a thread; waits and timed sleeps are late by "
    "0 to twice timer_slack. gilsim help scenario has them all, with the values of profile linux: "
    "typical figures, to be replaced by those of your host. A profile file has groups [python] and "
    "[native]; a cost that it does not name is 0, a factor 1. [machine] costs says which group is used.",
    "",
    NULL,
};

static const char *const on_details[] = {
    "IN DETAIL",
    "",
    "Idle: a core that a thread left at this very instant is not idle, nor is any at time 0, so that "
    "nothing is paid for waking there. While the wake latency runs the core is reserved; then the thread "
    "goes on in the choice of that round. A switch that a displacement cuts short is paid anew the next "
    "time; other costs are paid to their end.",
    "",
    "Costs notice no request: it is noticed once computing begins. The main thread notices at the end of "
    "each start. A lock that is dropped around a wait, nogil or look while a request is pending makes the "
    "thread wait for the switch first; the phase begins then, without the lock.",
    "",
    "An event loop that sleeps for a timer sleeps a multiple of loop_timer, counted from when it fell "
    "asleep; one that is awake takes all whose time has come. A wait of 0 is a yield. Offload workers are "
    "threads of the loop's interpreter, or interpreters of their own; a task is queued until one takes "
    "it. A burst ends where a task is offloaded, too.",
    "",
    "Sending payloads is a step wherever ipc_call or ipc_mib is not 0. Main thread and dispatcher work "
    "with the lock of the parent, which counts in no figure but the lock switches. A job that waits for "
    "the one before it is offered in the round after that has finished.",
    "",
    "start_waits: after each start of a thread that has something to do, main drops the lock and sleeps until that "
    "thread has had core and lock; then it wants the lock again. So Thread.start() of Python works, and while threads "
    "compute each start takes an interval. Profiles of calibrate set it for Python.",
    "",
    "cpython2: the ticker belongs to the interpreter and counts what is computed under its lock; a tick "
    "that comes due as a phase ends is due in the next one. Letting go costs the holder a wake_call "
    "where somebody is woken: that is the slow-down on several cores. A holder that loses its core in the "
    "round in which it let go has lost the lock, too. fair: a thread that queues as a turn ends waits out "
    "the new one.",
    "",
    "balance weighs cores with what runs on them; placing and pulling count what is ready. A thread that "
    "changes queues begins a new request of eevdf, with a full slice. A pick of eevdf is a choice where "
    "cores are short; what joins displaces only in the round in which it joins. stride is paid when a "
    "slice begins. parallel_tax is by the number of cores at work, the new one included.",
    "",
    "The excess of a factor comes last in its phase. What lasts 0 ns counts in no maximum. A simulation "
    "ends with the instant in which its last task finishes. A policy without a lock has one row whatever "
    "locks are listed. deadline_ns counts from release. Rows of timeline.csv are in order of end_ns, "
    "tasks in file order before main thread and dispatcher.",
    "",
    NULL,
};

static const char *const on_figures[] = {
    "WHERE A TASK'S TIME GOES",
    "",
    "At each nanosecond between arrival and finish a task is in exactly one state, and the eight add up "
    "to its turnaround:",
    "",
    "  compute|on a core, at work that was asked for (compute, hold, nogil)",
    "  wait|off core, as long as was asked for",
    "  ready|able to run, without a core (also while it holds the lock)",
    "  lock|asleep for the lock",
    "  resource|asleep for a unit of a resource",
    "  loop|its event loop has another task in hand",
    "  queued|not yet taken by a thread",
    "  overhead|what moves cost",
    "",
    "A task has the state of the thread that carries it. A loop that is free has its first due task in "
    "hand from the instant at which that became due; the other due ones are in state loop. After its "
    "last phase a task that goes back to a parent process has its thread's states until that begins to "
    "send, then overhead.",
    "",
    "FIGURES",
    "",
    "  makespan|last finish - first arrival",
    "  throughput|tasks finished a second of makespan",
    "  speedup|makespan of sequential on the same machine, over this one",
    "  turnaround|finish - arrival",
    "  start|the instant at which its first phase begins",
    "  response|start - arrival",
    "  waiting|turnaround - compute - wait",
    "  delay|from the instant a task could go on (arrival, end of a wait, a resource granted) to the instant its next phase begins",
    "  in progress|tasks started and not finished: concurrency",
    "  parallel|cores computing at one instant: parallelism",
    "  core utilization|core time of any kind, of cores x makespan",
    "  lock utilization|time that locks were held, of makespan, the mean of interpreters; empty without a lock",
    "  context switches|a core starts another thread than its last (its first not counted)",
    "  preemptions|a thread loses its core while able to run",
    "  lock switches|takes by another than the last holder (the first not counted)",
    "  migrations|starts on another core than the thread's last",
    "  workers|threads that can carry tasks",
    "  deadline misses|jobs that finish later than release + deadline",
    "",
    "Percentiles are nearest-rank: the smallest value that at least so many per cent do not pass. Means "
    "of durations are rounded to whole nanoseconds; ratios have six decimals. An empty field means that "
    "a figure does not apply, or that one would divide by 0. Thread numbers in timeline.csv are I.T, "
    "interpreter and thread from 0; main and dispatcher are what they say.",
    "",
    "The lower bound of a plan is the largest of: over tasks, along after, arrival and phases, from the "
    "first arrival on; work on cores over min(cores, threads); compute and hold over the number of "
    "interpreters, where there is a lock; and, for each resource, its use over its capacity. No "
    "scheduler and no lock can do better.",
    "",
    "PERIODIC TASKS",
    "",
    "A job is released at arrival + k x period while that is before arrival + horizon. It is a task of "
    "its own, but starts no earlier than its predecessor's finish, and is queued until then.",
    "",
    "SCALE",
    "",
    "A scaled workload has the same tasks and phases; arrivals, durations, periods and deadlines are "
    "multiplied, and what is not 0 stays at least 1 ns. Interval, slice, payload and costs are not.",
    "",
    "WHAT IT CANNOT TELL",
    "",
    "Races, memory bandwidth and caches, objects that tasks share, and anything that a scenario does "
    "not say.",
    NULL,
};

void help_semantics(GString *text)
{
    g_string_append_printf(text,
                           "The rules by which gilsim simulates: semantics = %d. That number is in all that\n"
                           "it writes, and changes when a figure can change.\n\n",
                           GILSIM_SEMANTICS);
    help_append_page(text, on_time);
    help_append_page(text, on_details);
    help_append_page(text, on_figures);
}
