/* interrupt - Ctrl-C leaves nothing behind and ends with status 130.
 *
 * What a signal handler is to know it can find in static variables only. */
#include "interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *volatile partial_folder;
static const char *const *volatile partial_files;
static const char *volatile partial_file;
static volatile GPid child;
static void (*volatile at_end)(void);
static volatile sig_atomic_t deferred, pending;

void interrupt_clean_up(void)
{
    if (at_end)
        at_end();
    if (child > 0) { /* before what it writes is removed */
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    if (partial_file)
        unlink(partial_file);
    if (partial_folder) {
        const int folder = open(partial_folder, O_RDONLY | O_DIRECTORY);

        for (const char *const *file = partial_files; folder >= 0 && *file; file++)
            unlinkat(folder, *file, 0);
        rmdir(partial_folder);
    }
}

static void remove_and_end(int number)
{
    if (deferred && !pending) {
        pending = number;
        return;
    }
    interrupt_clean_up();
    _exit(128 + number);
}

void interrupt_catch(void)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = remove_and_end };

    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        struct sigaction before;

        /* nohup has it ignored, and so it stays */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

void interrupt_defer(gboolean defer)
{
    deferred = defer;
}

int interrupt_pending(void)
{
    return pending;
}

void interrupt_remove_folder(const char *folder, const char *const *files)
{
    partial_folder = NULL;
    partial_files = files;
    partial_folder = folder;
}

void interrupt_remove_file(const char *path)
{
    partial_file = path;
}

void interrupt_end_child(GPid pid)
{
    child = pid;
}

void interrupt_at_end(void (*put_back)(void))
{
    at_end = put_back;
}
