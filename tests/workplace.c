/* workplace - a folder with a small scenario, in which a test calls the program. */
#include "workplace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "folder.h"

int workplace_setup_empty(void **state)
{
    Workplace *place = g_new0(Workplace, 1);

    place->folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    place->program = called_program();
    *state = place;
    return place->folder ? 0 : -1;
}

int workplace_setup(void **state)
{
    if (workplace_setup_empty(state) != 0)
        return -1;
    workplace_write(*state, "small.ini", WORKPLACE_SCENARIO, -1);
    return 0;
}

int workplace_teardown(void **state)
{
    Workplace *place = *state;

    folder_remove(place->folder);
    g_free(place->folder);
    g_free(place->program);
    g_free(place->out);
    g_free(place->messages);
    g_free(place);
    return 0;
}

static void call(Workplace *place, const char *prefix, char **environment, const char *arguments)
{
    g_autofree char *command = g_strdup_printf("%s '%s' %s", prefix, place->program, arguments);
    const char *const argv[] = { "/bin/sh", "-c", command, NULL };

    g_clear_pointer(&place->out, g_free);
    g_clear_pointer(&place->messages, g_free);
    assert_true(g_spawn_sync(place->folder, (char **)argv, environment, G_SPAWN_DEFAULT, NULL, NULL,
                             &place->out, &place->messages, &place->status, NULL));
    assert_true(WIFEXITED(place->status));
    place->status = WEXITSTATUS(place->status);
}

void workplace_call_behind(Workplace *place, const char *prefix, const char *arguments)
{
    call(place, prefix, NULL, arguments);
}

void workplace_call(Workplace *place, const char *arguments)
{
    call(place, "exec", NULL, arguments);
}

void workplace_call_in(Workplace *place, char **environment, const char *arguments)
{
    call(place, "exec", environment, arguments);
}

GPid workplace_start(const Workplace *place, char **environment, const char *arguments)
{
    g_autofree char *line = g_strdup_printf("'%s' %s", place->program, arguments);
    g_auto(GStrv) argv = NULL;
    GPid pid;

    assert_true(g_shell_parse_argv(line, NULL, &argv, NULL));
    assert_true(
        g_spawn_async(place->folder, argv, environment,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL,
                      NULL, NULL, &pid, NULL));
    return pid;
}

void workplace_succeed(Workplace *place, const char *arguments)
{
    workplace_call(place, arguments);
    if (place->status != 0)
        fail_msg("%s: %s", arguments, place->messages);
}

void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in: %s", part, text);
}

char *workplace_read(const Workplace *place, const char *name)
{
    g_autofree char *path = g_build_filename(place->folder, name, NULL);
    char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

void workplace_write(const Workplace *place, const char *name, const char *text, gssize length)
{
    g_autofree char *path = g_build_filename(place->folder, name, NULL);

    assert_true(g_file_set_contents(path, text, length, NULL));
}

guint workplace_n_entries(const Workplace *place)
{
    g_autoptr(GDir) folder = g_dir_open(place->folder, 0, NULL);
    guint n = 0;

    while (g_dir_read_name(folder))
        n++;
    return n;
}

void workplace_assert_same(const Workplace *place, const char *one, const char *other)
{
    static const char *const names[] = { "summary.csv", "means.csv" };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *one_name = g_build_filename(one, names[i], NULL);
        g_autofree char *other_name = g_build_filename(other, names[i], NULL);
        g_autofree char *one_text = workplace_read(place, one_name);
        g_autofree char *other_text = workplace_read(place, other_name);

        assert_string_equal(one_text, other_text);
    }
}

static guint count(const char *text, const char *part)
{
    guint n = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        n++;
    return n;
}

guint workplace_finished(const Workplace *place, const char *folder)
{
    g_autofree char *path = g_build_filename(place->folder, folder, "points.log", NULL);
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? count(text, "point ") : 0;
}
