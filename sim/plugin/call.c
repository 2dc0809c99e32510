/* call - which hook of which plug-in is running now, so that what goes wrong in it has a name.
 *
 * What a signal handler is to know it can find in static variables only. */
#include "plugin/call.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/interrupt.h"

#define PATIENCE 5 /* seconds of processor time that one hook may take */

static const Call *volatile present;
static volatile sig_atomic_t n_calls; /* that are not nested, begun or ended; wraps around */
static volatile sig_atomic_t n_calls_at_last_tick, n_ticks_of_one_call;
static gboolean watching;

/* In a signal handler nothing else is safe. */
static void say(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        _exit(1);
}

static void say_time(gint64 time)
{
    char digits[24], *at = digits + sizeof digits - 1;

    *at = '\0';
    do {
        *--at = (char)('0' + time % 10);
        time /= 10;
    } while (time > 0);
    say(" at ");
    say(at);
    say("ns");
}

/* "gilsim: scheduler mine (./mine.so) at 5000000ns: crashed in pick_next" and the end. */
static void blame_and_end(const Call *call, const char *what)
{
    say("gilsim: ");
    say(call->culprit);
    if (call->time >= 0)
        say_time(call->time);
    say(": ");
    say(what);
    say(" ");
    say(call->hook);
    say("; --isolate would contain it\n");
    interrupt_clean_up();
    _exit(1);
}

static void crashed(int number)
{
    if (present)
        blame_and_end(present, number == SIGABRT  ? "aborted in"
                               : number == SIGFPE ? "divided by zero in"
                                                  : "crashed in");
    signal(number, SIG_DFL);
    raise(number);
}

static const Call *outermost(const Call *call)
{
    while (call->outer)
        call = call->outer;
    return call;
}

static void ticked(int number)
{
    (void)number;
    if (!present || n_calls != n_calls_at_last_tick)
        n_ticks_of_one_call = 0;
    else if (++n_ticks_of_one_call >= PATIENCE)
        blame_and_end(outermost(present), "did not come back from");
    n_calls_at_last_tick = n_calls;
}

static void exited(void)
{
    if (present && watching)
        blame_and_end(present, "ended the program in");
}

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

/* Handlers have a stack of their own: the plug-in may have used up the program's. */
static void handle_crashes(void)
{
    static char stack[64 * 1024];
    const stack_t own = { .ss_sp = stack, .ss_size = sizeof stack };
    const struct sigaction action = { .sa_handler = crashed, .sa_flags = SA_ONSTACK };

    sigaltstack(&own, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(crashes); i++)
        sigaction(crashes[i], &action, NULL);
}

void call_watch(void)
{
    const struct sigaction action = { .sa_handler = ticked, .sa_flags = SA_RESTART };
    const struct itimerval second = { { 1, 0 }, { 1, 0 } };

    if (watching)
        return;
    watching = TRUE;
    handle_crashes();
    sigaction(SIGVTALRM, &action, NULL);
    setitimer(ITIMER_VIRTUAL, &second, NULL);
    atexit(exited);
}

void call_unwatch(void)
{
    const struct itimerval never = { { 0, 0 }, { 0, 0 } };

    watching = FALSE;
    setitimer(ITIMER_VIRTUAL, &never, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(crashes); i++)
        signal(crashes[i], SIG_DFL);
}

/* A hook that makes gilsim call other hooks, again and again, does not come back either. */
static void count(const Call *call)
{
    if (!call->outer)
        n_calls = (sig_atomic_t)((guint)n_calls + 1);
}

void call_begin(Call *call)
{
    call->outer = present;
    count(call);
    present = call;
}

void call_end(const Call *call)
{
    count(call);
    present = call->outer;
}
