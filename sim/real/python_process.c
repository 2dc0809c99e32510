/* python_process - runs one of the replay scripts in an interpreter, supervised, and keeps what it says. */
#define _GNU_SOURCE
#include "python_process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/shipped.h"

#define MOST_TEXT 65536 /* bytes that are kept of what it says */

typedef struct {
    const char *program, *path;
    char board[16];
    const guint *cpus;
    guint n_cpus;
    int output, errors; /* files */
} Launch;

static int failed(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, g_strerror(errno));
    return EXIT_FAILURE;
}

/* In the process that is to become the interpreter. */
static int launch_body(gpointer data)
{
    const Launch *launch = data;
    const int nothing = open("/dev/null", O_RDWR);
    cpu_set_t mask;

    dup2(nothing, STDIN_FILENO);
    dup2(launch->output >= 0 ? launch->output : nothing, STDOUT_FILENO);
    dup2(launch->errors, STDERR_FILENO);
    CPU_ZERO(&mask);
    for (guint i = 0; i < launch->n_cpus; i++)
        CPU_SET(launch->cpus[i], &mask);
    if (launch->n_cpus > 0 && sched_setaffinity(0, sizeof mask, &mask) != 0)
        return failed("the host does not let the run have its cores");
    /* -E, -s: what else is set for Python here is no part of the run; -B: nothing is written next to
     * the scripts */
    execlp(launch->program, launch->program, "-E", "-s", "-B", launch->path, launch->board, (char *)NULL);
    return failed(launch->program);
}

static char *read_all(int file)
{
    char *text = g_malloc0(MOST_TEXT + 1);

    if (pread(file, text, MOST_TEXT, 0) < 0)
        text[0] = '\0';
    return text;
}

static char *last_line(int file)
{
    g_autofree char *text = g_strchomp(read_all(file));
    const char *line = strrchr(text, '\n');

    return g_utf8_make_valid(line ? line + 1 : text, -1);
}

PythonResult python_process_run(const char *program, const char *script, int board, const guint *cpus,
                                guint n_cpus, SimTime limit)
{
    g_autofree char *path = shipped_path("sim/replay", script);
    Launch launch = { .program = program, .path = path, .cpus = cpus, .n_cpus = n_cpus, .output = -1 };
    PythonResult result = { .ended = { SUPERVISED_NOT_STARTED, ENOENT } };

    if (!path) {
        result.complaint = g_strdup_printf("its script %s was not found", script);
        return result;
    }
    launch.errors = memfd_create("gilsim", MFD_CLOEXEC);
    if (board < 0)
        launch.output = memfd_create("gilsim", MFD_CLOEXEC);
    else
        g_snprintf(launch.board, sizeof launch.board, "%d", board);
    result.ended = supervise(launch_body, &launch, limit);
    result.complaint = last_line(launch.errors);
    result.output = launch.output >= 0 ? read_all(launch.output) : NULL;
    close(launch.errors);
    if (launch.output >= 0)
        close(launch.output);
    return result;
}

void python_result_clear(PythonResult *result)
{
    g_free(result->output);
    g_free(result->complaint);
    *result = (PythonResult){ .output = NULL };
}
