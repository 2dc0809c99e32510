/* child - a program that works for this one, and does not outlive it. */
#include "child.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interrupt.h"

/* What comes from FILE until its end. g_free. */
static char *read_all(int file)
{
    GString *text = g_string_new(NULL);
    char buffer[4096];
    gssize n;

    while ((n = read(file, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
        g_string_append_len(text, buffer, MAX(n, 0));
    return g_string_free(text, FALSE);
}

/* An interrupt meanwhile waits until it is known whom it has to end. */
static gboolean start(const char *const *argv, GPid *pid, int *messages, GError **error)
{
    gboolean done;

    interrupt_defer(TRUE);
    done = g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                                    NULL, NULL, pid, NULL, NULL, messages, error);
    if (done)
        interrupt_end_child(*pid);
    interrupt_defer(FALSE);
    if (interrupt_pending())
        raise(interrupt_pending());
    return done;
}

gboolean child_run(const char *const *argv, char **messages, int *status, GError **error)
{
    GPid pid;
    int file;
    siginfo_t end;

    if (!start(argv, &pid, &file, error))
        return FALSE;
    *messages = read_all(file);
    g_close(file, NULL);
    waitid(P_PID, (id_t)pid, &end, WEXITED | WNOWAIT);
    interrupt_end_child(0); /* before its number can be another's */
    waitpid(pid, status, 0);
    return TRUE;
}
