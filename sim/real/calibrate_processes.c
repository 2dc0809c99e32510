/* calibrate_processes - probes of processes, of the pipes between them, and of an event loop's step. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calibrate.h"
#include "clock.h"
#include "native_pipe.h"
#include "supervise.h"

/* ---- process_start ---- */

#define FORKS 60

void calibrate_process_start(Calibration *calibration)
{
    SimTime samples[FORKS];

    for (guint i = 0; i < FORKS; i++) {
        const SimTime begin = clock_thread();
        const pid_t child = fork();

        if (child == 0)
            _exit(EXIT_SUCCESS);
        if (child < 0)
            g_error("no process can be started");
        samples[i] = clock_thread() - begin;
        waitpid(child, NULL, 0);
    }
    calibration_times(calibration, "process_start", samples, FORKS, "core time to fork");
}

/* ---- ipc_call, ipc_mib: a process that sends back what it gets ---- */

#define IPC_SAMPLES 60
#define BATCH 32
#define MIB (1 << 20)

typedef struct {
    NativePipe there, back;
    guint8 *buffer;
} Echo;

static void send_message(Echo *echo, NativePipe *pipe, guint64 payload)
{
    Transit transit = { .head = { .payload = payload } };

    while (transit_write(&transit, pipe->ends[1], echo->buffer) == TRANSIT_BLOCKED)
        continue;
}

static gboolean receive_message(Echo *echo, NativePipe *pipe, Transit *transit)
{
    *transit = (Transit){ .done = 0 };
    return transit_read(transit, pipe->ends[0], echo->buffer) == TRANSIT_DONE;
}

static void echo_run(Echo *echo, pid_t parent)
{
    Transit transit;

    supervise_die_with(parent);
    close(echo->there.ends[1]);
    while (receive_message(echo, &echo->there, &transit))
        send_message(echo, &echo->back, transit.head.payload);
    _exit(EXIT_SUCCESS);
}

/* Core time of one end of one message, of N sent one after the other. */
static SimTime send_and_receive(Echo *echo, guint n, guint64 payload)
{
    const SimTime begin = clock_thread();
    Transit transit;

    for (guint i = 0; i < n; i++)
        send_message(echo, &echo->there, payload);
    for (guint i = 0; i < n; i++)
        receive_message(echo, &echo->back, &transit);
    return (clock_thread() - begin) / (2 * n);
}

static void measure_echo(Calibration *calibration, Echo *echo)
{
    SimTime samples[IPC_SAMPLES], call;

    for (guint i = 0; i < IPC_SAMPLES; i++)
        samples[i] = send_and_receive(echo, BATCH, 0);
    call = calibration_times(calibration, "ipc_call", samples, IPC_SAMPLES,
                             "core time of one end to send or receive an empty message").median;
    for (guint i = 0; i < IPC_SAMPLES; i++)
        samples[i] = send_and_receive(echo, 1, MIB) - call;
    calibration_times(calibration, "ipc_mib", samples, IPC_SAMPLES, "the same of 1 MiB, less ipc_call");
}

static void open_pipe(NativePipe *pipe)
{
    if (!native_pipe_open(pipe, TRUE))
        g_error("no pipe can be opened");
    fcntl(pipe->ends[1], F_SETFL, 0); /* both ends block here */
}

void calibrate_ipc(Calibration *calibration)
{
    Echo echo = { .buffer = g_malloc0(MIB) };
    const pid_t parent = getpid();
    pid_t child;

    open_pipe(&echo.there);
    open_pipe(&echo.back);
    child = fork();
    if (child == 0)
        echo_run(&echo, parent);
    close(echo.there.ends[0]);
    close(echo.back.ends[1]);
    if (child > 0)
        measure_echo(calibration, &echo);
    close(echo.there.ends[1]);
    close(echo.back.ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
    g_free(echo.buffer);
}

/* ---- loop_step: something becomes due, the loop finds it and reads it ---- */

#define STEP_SAMPLES 100
#define STEPS 20

static SimTime steps(int loop, int due)
{
    const SimTime begin = clock_thread();
    struct epoll_event event;
    guint64 count = 1;

    for (guint i = 0; i < STEPS; i++)
        if (write(due, &count, sizeof count) < 0 || epoll_wait(loop, &event, 1, -1) != 1 ||
            read(due, &count, sizeof count) < 0)
            g_error("an event loop cannot be had");
    return (clock_thread() - begin) / STEPS;
}

void calibrate_loop_step(Calibration *calibration)
{
    const int loop = epoll_create1(EPOLL_CLOEXEC), due = eventfd(0, EFD_CLOEXEC);
    struct epoll_event event = { .events = EPOLLIN };
    SimTime samples[STEP_SAMPLES];

    epoll_ctl(loop, EPOLL_CTL_ADD, due, &event);
    for (guint i = 0; i < STEP_SAMPLES; i++)
        samples[i] = steps(loop, due);
    close(due);
    close(loop);
    calibration_times(calibration, "loop_step", samples, STEP_SAMPLES, "core time of one look that finds one task due");
}
