/* test_calibrate - the profile of a host: what probes note is what costs are read from, and of which host it is. */
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "costs.h"
#include "real/calibrate.h"
#include "real/host_profile.h"

static char *folder; /* removed at the end */

static char *save(GKeyFile *profile)
{
    g_autoptr(GError) error = NULL;
    char *path = g_build_filename(folder, "a", "host.profile", NULL);

    if (!host_profile_save(profile, path, &error))
        fail_msg("%s", error->message);
    return path;
}

static void samples_are_noted_as_their_median_with_their_spread(void **state)
{
    g_autoptr(GKeyFile) profile = g_key_file_new();
    Calibration calibration = { .profile = profile, .side = "native" };
    SimTime samples[] = { 5000, 1000, 2000, 4000, 3000 };
    g_autofree char *path = NULL, *comment = NULL;
    Costs costs;

    (void)state;
    calibration_times(&calibration, "context_switch", samples, 5, "a hop");
    path = save(profile);
    comment = g_key_file_get_comment(profile, "native", "context_switch", NULL);
    assert_string_equal(comment, " a hop: median 3 us, half of them from 2 us to 4 us, n = 5");
    assert_true(costs_load(path, "native", &costs, NULL));
    assert_int_equal(costs.context_switch, 3000);
    costs_clear(&costs);
}

static void lists_are_noted_as_costs_read_them(void **state)
{
    g_autoptr(GKeyFile) profile = g_key_file_new();
    Calibration calibration = { .profile = profile, .side = "python" };
    const double factors[] = { 1, 1.25 };
    g_autofree char *list = calibration_list(factors, 2), *path = NULL;
    Costs costs;

    (void)state;
    assert_string_equal(list, "1.0000, 1.2500");
    calibration_value(&calibration, "parallel_tax", list, "two cores");
    path = save(profile);
    assert_true(costs_load(path, "python", &costs, NULL));
    assert_int_equal(costs.parallel_tax->len, 2);
    assert_true(g_array_index(costs.parallel_tax, double, 1) == 1.25);
    costs_clear(&costs);
}

static void note_all_costs(GKeyFile *profile)
{
    for (const Option *option = costs_options; option->name; option++)
        g_key_file_set_string(profile, "native", option->name, "1");
}

static void profile_of_this_host_is_not_stale_and_of_another_kernel_is(void **state)
{
    g_autoptr(GKeyFile) profile = g_key_file_new();
    Python python = { .program = (char *)"python3", .version = (char *)"3.11.7" };
    g_autofree char *path = NULL, *stale = NULL, *changed = NULL, *early = NULL, *other = NULL, *missing = NULL;

    (void)state;
    host_profile_describe(profile, &python);
    note_all_costs(profile);
    path = save(profile);
    stale = host_profile_stale(path, &python);
    assert_null(stale);
    assert_null(host_profile_stale(path, NULL)); /* nobody asks for a Python */
    python.version = (char *)"3.14.0";
    changed = host_profile_stale(path, &python);
    assert_string_equal(changed, "its python is CPython 3.11.7 (python3), now it is CPython 3.14.0 (python3)");
    g_key_file_remove_key(profile, "native", "pull_chance", NULL);
    g_free(save(profile));
    early = host_profile_stale(path, NULL);
    assert_string_equal(early, "pull_chance was not measured yet");
    g_key_file_set_string(profile, "host", "kernel", "Linux 2.6.23 x86_64");
    g_free(save(profile));
    other = host_profile_stale(path, NULL);
    assert_non_null(strstr(other, "its kernel is Linux 2.6.23 x86_64, now it is "));
    missing = host_profile_stale("/nowhere/host.profile", NULL);
    assert_string_equal(missing, "it cannot be read");
}

/* What a probe finds differs from host to host; that it finds something, and in the right places, does not. */
static void native_calibration_measures_every_cost_or_says_why_not(void **state)
{
    g_autoptr(GKeyFile) profile = g_key_file_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *warning = NULL, *path = NULL;
    Costs costs;

    (void)state;
    if (!calibrate(profile, NULL, NULL, &warning, &error)) {
        assert_non_null(strstr(error->message, "too unsteady"));
        return;
    }
    for (const Option *option = costs_options; option->name; option++) {
        g_autofree char *comment = g_key_file_get_comment(profile, "native", option->name, NULL);

        assert_true(g_key_file_has_key(profile, "native", option->name, NULL));
        assert_non_null(comment);
    }
    path = save(profile);
    if (!costs_load(path, "native", &costs, &error))
        fail_msg("%s", error->message);
    assert_true(costs.context_switch > 0 && costs.wake_latency > 0 && costs.process_start > costs.thread_start / 10);
    assert_true(costs.tick > 0 && costs.check_interval > 0 && costs.lock_handoff > 0 && costs.ipc_call > 0);
    assert_int_equal(costs.requester_wins->len, 3);
    assert_true(costs.short_idle == 0 || (costs.short_idle >= 60 * SIMTIME_US && costs.short_idle <= 2 * SIMTIME_MS));
    assert_true(costs.short_idle == 0 || costs.short_wake < costs.wake_latency);
    assert_true(costs.pull_chance >= 0 && costs.pull_chance <= 1 && costs.cache_cores <= 4096);
    costs_clear(&costs);
}

static int make_folder(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("gilsim-calibrate-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static int remove_folder(void **state)
{
    g_autofree char *inside = g_build_filename(folder, "a", NULL);
    g_autofree char *path = g_build_filename(inside, "host.profile", NULL);

    (void)state;
    g_unlink(path);
    g_rmdir(inside);
    assert_int_equal(g_rmdir(folder), 0);
    g_free(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_noted_as_their_median_with_their_spread),
        cmocka_unit_test(lists_are_noted_as_costs_read_them),
        cmocka_unit_test(profile_of_this_host_is_not_stale_and_of_another_kernel_is),
        cmocka_unit_test(native_calibration_measures_every_cost_or_says_why_not),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
