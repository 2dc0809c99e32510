/* supervise - runs a function in a process of its own and sees to it that nothing of it is left. */
#define _GNU_SOURCE
#include "supervise.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "clock.h"

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP };

void supervise_die_with(gint parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_FAILURE); /* it was too late for that */
}

static void reset_signals(const sigset_t *mask)
{
    for (guint i = 0; i < G_N_ELEMENTS(ending_signals); i++)
        signal(ending_signals[i], SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Waits until nobody holds the other end of ALIVE, which is when the process and all that it forked are
 * gone. */
static SupervisedEnd wait_for_end(int alive, SimTime deadline, const sigset_t *mask)
{
    struct pollfd end = { .fd = alive };

    for (;;) {
        const SimTime left = deadline - clock_now();
        const struct timespec limit = clock_timespec(MAX(left, 0));

        if (interrupt_pending())
            return SUPERVISED_INTERRUPTED;
        if (left <= 0)
            return SUPERVISED_LATE;
        if (ppoll(&end, 1, &limit, mask) == 1)
            return SUPERVISED_EXITED;
    }
}

/* Ends the group of CHILD, and buries it and its orphans, who have become this process's children. */
static int bury(pid_t child)
{
    int status = 0, each;
    pid_t dead;

    kill(-child, SIGKILL); /* who has ended in good order is no longer there */
    while ((dead = waitpid(-child, &each, 0)) > 0 || (dead < 0 && errno == EINTR))
        if (dead == child)
            status = each;
    return status;
}

static int run_body(int (*body)(gpointer), gpointer data, pid_t parent, const sigset_t *mask)
{
    setpgid(0, 0);
    supervise_die_with(parent);
    reset_signals(mask);
    return body(data);
}

static Supervised ended(pid_t child, SupervisedEnd end)
{
    const int status = bury(child);

    if (end != SUPERVISED_EXITED)
        return (Supervised){ end, 0 };
    if (WIFSIGNALED(status))
        return (Supervised){ SUPERVISED_KILLED, WTERMSIG(status) };
    return (Supervised){ SUPERVISED_EXITED, WEXITSTATUS(status) };
}

/* Signals that end gilsim wait until somebody waits for them; returns the mask before. */
static sigset_t block_signals(void)
{
    sigset_t blocked, before;

    sigemptyset(&blocked);
    for (guint i = 0; i < G_N_ELEMENTS(ending_signals); i++)
        sigaddset(&blocked, ending_signals[i]);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    return before;
}

Supervised supervise(int (*body)(gpointer), gpointer data, SimTime limit)
{
    const pid_t parent = getpid();
    const SimTime deadline = clock_now() + limit;
    int alive[2];
    Supervised result;

    if (pipe(alive) != 0)
        return (Supervised){ SUPERVISED_NOT_STARTED, errno };
    const sigset_t mask = block_signals();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    const pid_t child = fork();
    if (child == 0) {
        close(alive[0]);
        _exit(run_body(body, data, parent, &mask));
    }
    result = (Supervised){ SUPERVISED_NOT_STARTED, errno };
    close(alive[1]);
    if (child > 0) {
        setpgid(child, child); /* whoever of the two is first */
        result = ended(child, wait_for_end(alive[0], deadline, &mask));
    }
    close(alive[0]);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return result;
}
