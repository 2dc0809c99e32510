/* test_watch_terminal - `gilsim watch` on a terminal: its keys, its windows, and how it leaves; and what it says of
 * lists, of which it shows one. */
#define _GNU_SOURCE /* posix_openpt and its like */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "folder.h"
#include "workplace.h"

typedef struct {
    int terminal; /* our end */
    pid_t program;
    struct termios before;
    GString *shown;
} Session;

static Session session_begin(void)
{
    /* not the program's, too: when a test is killed, its end is to be hung up */
    Session session = { .terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC),
                        .shown = g_string_new(NULL) };
    const struct winsize size = { .ws_col = 80, .ws_row = 24 };
    g_autofree char *path = called_program();

    assert_true(session.terminal >= 0 && grantpt(session.terminal) == 0 && unlockpt(session.terminal) == 0);
    assert_int_equal(ioctl(session.terminal, TIOCSWINSZ, &size), 0);
    session.program = fork();
    if (session.program == 0) {
        setsid();
        const int mine = open(ptsname(session.terminal), O_RDWR); /* the controlling terminal, too */

        for (int i = 0; i < 3; i++)
            dup2(mine, i);
        setenv("TERM", "xterm", 1);
        execl(path, "gilsim", "watch", "--jobs", "0:24,0:3,0:3", "--scheduler", "rr", "--slice", "4ms", NULL);
        _exit(127);
    }
    assert_int_equal(tcgetattr(session.terminal, &session.before), 0);
    return session;
}

/* Reads until TEXT was shown since the last call, or it ends. */
static gboolean shows(Session *session, const char *text)
{
    const gint64 patience =
        g_get_monotonic_time() + 30 * G_USEC_PER_SEC; /* it draws again and again, of its own accord */
    struct pollfd input = { .fd = session->terminal, .events = POLLIN };
    char bytes[4096];

    while (!strstr(session->shown->str, text)) {
        gssize n;

        if (g_get_monotonic_time() > patience)
            return FALSE;
        if (poll(&input, 1, 1000) == 0)
            continue;
        n = read(session->terminal, bytes, sizeof bytes);
        if (n <= 0)
            return FALSE;
        g_string_append_len(session->shown, bytes, n);
    }
    g_string_erase(session->shown, 0,
                   strstr(session->shown->str, text) - session->shown->str + (gssize)strlen(text));
    return TRUE;
}

static void press(const Session *session, const char *keys)
{
    assert_int_equal(write(session->terminal, keys, strlen(keys)), strlen(keys));
}

/* Its wait status. The terminal is as it was, and shows its usual screen and cursor again. */
static int session_end(Session *session)
{
    int status;
    struct termios after;

    assert_true(shows(session, "\033[?25h\033[?1049l"));
    assert_int_equal(waitpid(session->program, &status, 0), session->program);
    assert_int_equal(tcgetattr(session->terminal, &after), 0);
    assert_int_equal(after.c_lflag & (ICANON | ECHO), session->before.c_lflag & (ICANON | ECHO));
    close(session->terminal);
    g_string_free(session->shown, TRUE);
    return status;
}

static void keys_step_forwards_and_backwards(void **state)
{
    Session session = session_begin();
    int status;

    (void)state;
    assert_true(shows(&session, "step 1 of 5 at 0"));
    press(&session, "n");
    assert_true(shows(&session, "step 2 of 5 at 4 ms"));
    press(&session, "\033[C");
    assert_true(shows(&session, "step 3 of 5 at 7 ms"));
    press(&session, "b");
    assert_true(shows(&session, "step 2 of 5 at 4 ms"));
    press(&session, "$");
    assert_true(shows(&session, "step 5 of 5 at 30 ms"));
    press(&session, "0+++++ ");
    assert_true(shows(&session, "playing"));
    assert_true(shows(&session, "the end"));
    press(&session, "q");
    status = session_end(&session);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_signal_puts_the_terminal_back(void **state)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        Session session = session_begin();
        int status;

        assert_true(shows(&session, "step 1 of 5 at 0"));
        kill(session.program, numbers[i]);
        status = session_end(&session);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 128 + numbers[i]);
    }
}

static void another_size_of_the_window_is_drawn(void **state)
{
    static const struct winsize sizes[] = { { .ws_col = 1, .ws_row = 1 },
                                            { .ws_col = 300, .ws_row = 100 },
                                            { .ws_col = 0, .ws_row = 0 },
                                            { .ws_col = 100, .ws_row = 30 } };
    Session session = session_begin();

    (void)state;
    assert_true(shows(&session, "step 1 of 5 at 0"));
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
        assert_int_equal(ioctl(session.terminal, TIOCSWINSZ, &sizes[i]), 0);
    press(&session, "n");
    assert_true(shows(&session, "step 2 of 5 at 4 ms"));
    press(&session, "\003");
    assert_int_equal(WEXITSTATUS(session_end(&session)), 130);
}

/* ---- lists ---- */

static void a_list_that_was_typed_is_refused(void **state)
{
    static const char *const cases[][2] = {
        { "-p async,threads", "-p=async,threads: watch shows one run, expected one policy" },
        { "-q --cores 1,2", "--cores=1,2: watch shows one run, expected one number of cores" },
        { "-q --set lock.name=fair,cpython3",
          "--set lock.name=fair,cpython3: watch shows one run, expected one lock" },
        { "-q -s machine.scheduler=rr,fifo",
          "--set machine.scheduler=rr,fifo: watch shows one run, expected one scheduler" },
    };
    Workplace *place = *state;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *arguments = g_strconcat("watch small.ini ", cases[i][0], NULL);
        g_autofree char *line = g_strconcat("gilsim: ", cases[i][1], "\n", NULL);

        workplace_call(place, arguments);
        assert_string_equal(place->messages, line);
        assert_string_equal(place->out, "");
        assert_int_equal(place->status, 2);
    }
}

static void a_list_in_the_file_is_told(void **state)
{
    Workplace *place = *state;

    workplace_succeed(place, "watch small.ini --steps 1");
    assert_string_equal(place->messages, "gilsim: watching async, the first of 2; --policy takes another\n");
    workplace_succeed(place, "watch small.ini --steps 1 -q");
    assert_string_equal(place->messages, "");
    workplace_succeed(place, "watch small.ini --steps 1 -p threads");
    assert_string_equal(place->messages, "");
    assert_has(place->out, "threads, lock cpython3");
}

int main(void)
{
    signal(SIGINT, SIG_DFL); /* what a shell runs in the background ignores it */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_step_forwards_and_backwards),
        cmocka_unit_test(a_signal_puts_the_terminal_back),
        cmocka_unit_test(another_size_of_the_window_is_drawn),
        cmocka_unit_test_setup_teardown(a_list_that_was_typed_is_refused, workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(a_list_in_the_file_is_told, workplace_setup, workplace_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
