/* test_deps - does `make deps` find what is missing, say the one command, and run it only where it may? */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#define SCRIPT ".ci/deps"
#define ALL_APT "gcc libc6-dev pkg-config libglib2.0-dev libjson-glib-dev libcmocka-dev gnuplot-nox python3"

/* A folder that is all of PATH: real sh, awk and env, and made-up tools that write what they are asked to do
 * to the file `log` in it. */
typedef struct {
    char *folder;
    char *out; /* what the script printed, both streams */
    int status;
} Machine;

static void tool(const Machine *machine, const char *name, const char *script)
{
    g_autofree char *path = g_build_filename(machine->folder, name, NULL);
    g_autofree char *text = g_strdup_printf("#!/bin/sh\n%s\n", script);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_int_equal(g_chmod(path, 0755), 0);
}

static void real_tool(const Machine *machine, const char *name)
{
    g_autofree char *real = g_find_program_in_path(name);
    g_autofree char *path = g_build_filename(machine->folder, name, NULL);
    assert_non_null(real);
    assert_int_equal(symlink(real, path), 0);
}

static void user(const Machine *machine, const char *id)
{
    g_autofree char *script = g_strdup_printf("echo %s", id);
    tool(machine, "id", script);
}

static void all_tools(const Machine *machine)
{
    tool(machine, "cc", "cat >/dev/null 2>&1; exit 0");
    tool(machine, "pkg-config", "exit 0");
    tool(machine, "gnuplot", "exit 0");
    tool(machine, "python3", "exit 0");
}

/* A package manager that "installs" by putting every tool in place. */
static void package_manager(const Machine *machine, const char *name)
{
    g_autofree char *script = g_strdup_printf(
        "echo \"%s $*\" >>\"$PATH/log\"\n"
        "case $* in *install*) for t in cc pkg-config gnuplot python3; do echo '#!/bin/sh' >\"$PATH/$t\"; "
        "\"$PATH/chmod\" 755 \"$PATH/$t\"; done ;; esac",
        name);
    tool(machine, name, script);
}

static void apt(const Machine *machine, gboolean lists)
{
    package_manager(machine, "apt-get");
    tool(machine, "apt-cache", lists ? "exit 0" : "exit 100");
}

static int set_up(void **state)
{
    Machine *machine = g_new0(Machine, 1);
    machine->folder = g_dir_make_tmp("gilsim-deps-XXXXXX", NULL);
    const char *const real[] = { "sh", "awk", "env", "chmod", "cat" };
    for (gsize i = 0; i < G_N_ELEMENTS(real); i++)
        real_tool(machine, real[i]);
    user(machine, "0");
    *state = machine;
    return 0;
}

static int tear_down(void **state)
{
    Machine *machine = *state;
    g_autoptr(GDir) folder = g_dir_open(machine->folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename(machine->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(machine->folder);
    g_free(machine->folder);
    g_free(machine->out);
    g_free(machine);
    return 0;
}

/* Runs the script with standard input from STDIN_FD. */
static void run_with(Machine *machine, int stdin_fd)
{
    g_autofree char *output = g_build_filename(machine->folder, "output", NULL);
    int fd = g_open(output, O_CREAT | O_RDWR | O_TRUNC, 0600);
    g_autofree char *path = g_strconcat("PATH=", machine->folder, NULL);
    char *argv[] = { "/bin/sh", SCRIPT, NULL };
    char *environment[] = { path, NULL };
    GPid pid;
    assert_true(g_spawn_async_with_pipes_and_fds(
        NULL, (const char *const *)argv, (const char *const *)environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
        NULL, stdin_fd, fd, fd, NULL, NULL, 0, &pid, NULL, NULL, NULL, NULL));
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    machine->status = WEXITSTATUS(status);
    close(fd);
    g_free(machine->out);
    assert_true(g_file_get_contents(output, &machine->out, NULL, NULL));
}

static void run(Machine *machine)
{
    int fd = g_open("/dev/null", O_RDONLY, 0);
    run_with(machine, fd);
    close(fd);
}

static void run_on_terminal(Machine *machine, const char *answer)
{
    int keyboard = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(keyboard >= 0 && grantpt(keyboard) == 0 && unlockpt(keyboard) == 0);
    int terminal = g_open(ptsname(keyboard), O_RDWR | O_NOCTTY, 0);
    assert_int_equal(write(keyboard, answer, strlen(answer)), strlen(answer));
    run_with(machine, terminal);
    close(terminal);
    close(keyboard);
}

static void assert_log(const Machine *machine, const char *expected)
{
    g_autofree char *path = g_build_filename(machine->folder, "log", NULL);
    g_autofree char *log = NULL;
    g_file_get_contents(path, &log, NULL, NULL);
    assert_string_equal(log ? log : "", expected);
}

static void nothing_missing_is_silent(void **state)
{
    Machine *machine = *state;
    all_tools(machine);
    apt(machine, FALSE);
    run_on_terminal(machine, "n\n");
    assert_int_equal(machine->status, 0);
    assert_string_equal(machine->out, "");
    assert_log(machine, "");
}

static void bare_machine_as_root_updates_and_installs_all(void **state)
{
    Machine *machine = *state;
    apt(machine, FALSE);
    run(machine);
    assert_int_equal(machine->status, 0);
    assert_string_equal(
        machine->out,
        "gilsim needs a C compiler, pkg-config, GLib 2.72 or later, json-glib, cmocka, gnuplot, "
        "Python 3:\n  apt-get update && env DEBIAN_FRONTEND=noninteractive apt-get install -y "
        "--no-install-recommends " ALL_APT "\n");
    assert_log(machine, "apt-get update\napt-get install -y --no-install-recommends " ALL_APT "\n");
}

static void only_what_is_missing_is_installed(void **state)
{
    Machine *machine = *state;
    all_tools(machine);
    apt(machine, TRUE);
    tool(machine, "pkg-config", "case $* in *cmocka*) [ -e \"$PATH/log\" ] ;; esac");
    run(machine);
    assert_int_equal(machine->status, 0);
    assert_log(machine, "apt-get install -y --no-install-recommends libcmocka-dev\n");
}

static void user_with_sudo_uses_it(void **state)
{
    Machine *machine = *state;
    user(machine, "1000");
    apt(machine, FALSE);
    tool(machine, "sudo", "echo sudo >>\"$PATH/log\"; exec \"$@\"");
    run(machine);
    assert_int_equal(machine->status, 0);
    assert_log(machine,
               "sudo\napt-get update\nsudo\napt-get install -y --no-install-recommends " ALL_APT "\n");
}

static void user_without_sudo_is_told_what_to_install(void **state)
{
    Machine *machine = *state;
    user(machine, "1000");
    apt(machine, TRUE);
    run(machine);
    assert_int_equal(machine->status, 1);
    assert_non_null(
        strstr(machine->out, "only root can install, and there is no sudo. Install: " ALL_APT "\n"));
    assert_log(machine, "");
}

static void unknown_system_is_told_what_to_install(void **state)
{
    Machine *machine = *state;
    all_tools(machine);
    tool(machine, "cc", "exit 1");
    run(machine);
    assert_int_equal(machine->status, 1);
    assert_string_equal(machine->out,
                        "gilsim needs a C compiler, which cannot be installed from here: there is no "
                        "apt-get, dnf or brew. Install: a C compiler\n");
}

static void dnf_has_names_of_its_own(void **state)
{
    Machine *machine = *state;
    package_manager(machine, "dnf");
    run(machine);
    assert_int_equal(machine->status, 0);
    assert_log(machine, "dnf install -y gcc glibc-devel pkgconf-pkg-config glib2-devel json-glib-devel "
                        "libcmocka-devel gnuplot python3\n");
}

static void brew_needs_no_root(void **state)
{
    Machine *machine = *state;
    user(machine, "501");
    package_manager(machine, "brew");
    run(machine);
    assert_int_equal(machine->status, 0);
    assert_log(machine, "brew install gcc pkgconf glib json-glib cmocka gnuplot python3\n");
}

static void answer_no_on_a_terminal_installs_nothing(void **state)
{
    Machine *machine = *state;
    apt(machine, TRUE);
    run_on_terminal(machine, "n\n");
    assert_int_equal(machine->status, 1);
    assert_non_null(strstr(machine->out, "Run this now? [Y/n] "));
    assert_non_null(strstr(machine->out, "was not installed. Install: " ALL_APT "\n"));
    assert_log(machine, "");
}

static void return_on_a_terminal_installs(void **state)
{
    Machine *machine = *state;
    apt(machine, TRUE);
    run_on_terminal(machine, "\n");
    assert_int_equal(machine->status, 0);
    assert_log(machine, "apt-get install -y --no-install-recommends " ALL_APT "\n");
}

static void installation_that_fails_says_what_to_install(void **state)
{
    Machine *machine = *state;
    apt(machine, TRUE);
    tool(machine, "apt-get", "exit 100");
    run(machine);
    assert_int_equal(machine->status, 1);
    assert_non_null(strstr(machine->out, "could not be installed. Install: " ALL_APT "\n"));
}

static void glib_that_stays_too_old_is_named(void **state)
{
    Machine *machine = *state;
    all_tools(machine);
    apt(machine, TRUE);
    tool(machine, "pkg-config", "case $* in *glib-2.0*) exit 1 ;; esac");
    tool(machine, "apt-get", "exit 0");
    run(machine);
    assert_int_equal(machine->status, 1);
    assert_non_null(
        strstr(machine->out, "gilsim needs GLib 2.72 or later, which is still missing after that."));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_missing_is_silent),
        TEST(bare_machine_as_root_updates_and_installs_all),
        TEST(only_what_is_missing_is_installed),
        TEST(user_with_sudo_uses_it),
        TEST(user_without_sudo_is_told_what_to_install),
        TEST(unknown_system_is_told_what_to_install),
        TEST(dnf_has_names_of_its_own),
        TEST(brew_needs_no_root),
        TEST(answer_no_on_a_terminal_installs_nothing),
        TEST(return_on_a_terminal_installs),
        TEST(installation_that_fails_says_what_to_install),
        TEST(glib_that_stays_too_old_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
