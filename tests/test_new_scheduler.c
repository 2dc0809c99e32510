/* test_new_scheduler - does one new file, and nothing else, make a scheduler part of the program? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <glib.h>

/* In a copy of the tree, made of links, with the objects that were built already: the file is written, and
 * made. */
static const char steps[] = "set -e\n"
                            "folder=$(mktemp -d)\n"
                            "trap 'rm -rf \"$folder\"' EXIT\n"
                            "cd \"$folder\"\n"
                            "cp -rs \"$TREE/Makefile\" \"$TREE/sim\" \"$TREE/models\" \"$TREE/plots\" .\n"
                            "mkdir build\n"
                            "cp -rp \"$BUILT/sim\" \"$BUILT/models\" build\n"
                            "(cd models/schedulers && \"$GILSIM\" plugin new scheduler newest)\n"
                            "make BUILD=build build/gilsim >&2\n"
                            "build/gilsim list schedulers\n"
                            "build/gilsim run --jobs 0:24,1:3,2:3 --scheduler fifo,newest --format=csv |\n"
                            "    sed -n 's/^jobs,sim,free-threaded,none,[a-z]*,//p' | uniq | wc -l\n";

static void one_new_file_makes_a_scheduler(void **state)
{
    const char *given = g_getenv("GILSIM");
    g_autofree char *program = g_canonicalize_filename(given != NULL ? given : "build/gilsim", NULL);
    g_autofree char *built = g_path_get_dirname(program), *tree = g_get_current_dir();
    const char *const argv[] = { "/bin/sh", "-c", steps, NULL };
    g_autofree char *out = NULL, *messages = NULL;
    int status;
    (void)state;
    g_setenv("GILSIM", program, TRUE);
    g_setenv("BUILT", built, TRUE);
    g_setenv("TREE", tree, TRUE);
    g_setenv("GILSIM_DATA", tree, TRUE);
    assert_true(
        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &messages, &status, NULL));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s", messages);
    assert_non_null(strstr(out, "\n  newest            one line for gilsim list\n"));
    assert_true(g_str_has_suffix(out, "\n1\n")); /* it is fifo: the rows agree */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(one_new_file_makes_a_scheduler) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
