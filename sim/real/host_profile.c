/* host_profile - the profile that `calibrate` writes: where it is, of which host, and whether that is still this one. */
#include "host_profile.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/host.h"

#define GROUP "host"
#define MOST_CPUS 4096

char *host_profile_path(void)
{
    return g_build_filename(g_get_user_config_dir(), "gilsim", "host.profile", NULL);
}

/* ---- what the host is ---- */

/* What stands behind "KEY<tab>: " in the first such line of /proc/cpuinfo. g_free. */
static char *processor(void)
{
    g_autofree char *text = NULL;
    const char *line = g_file_get_contents("/proc/cpuinfo", &text, NULL, NULL) ? strstr(text, "model name") : NULL;
    const char *colon = line ? strchr(line, ':') : NULL;

    if (!colon)
        return g_strdup("unknown");
    return g_strstrip(g_strndup(colon + 1, strcspn(colon, "\n") - 1));
}

static char *kernel(void)
{
    struct utsname system;

    return uname(&system) == 0 ? g_strdup_printf("%s %s %s", system.sysname, system.release, system.machine)
                               : g_strdup("unknown");
}

/* "CPython 3.11.7 (python3)" */
static char *python_text(const Python *python)
{
    return python ? g_strdup_printf("CPython %s (%s)", python->version, python->program) : g_strdup("none");
}

/* What the small file NAME says of CPU, as a number; FALLBACK where there is none. */
static gint64 cpu_number(guint cpu, const char *name, gint64 fallback)
{
    g_autofree char *path = g_strdup_printf("/sys/devices/system/cpu/cpu%u/%s", cpu, name);
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? g_ascii_strtoll(text, NULL, 10) : fallback;
}

/* CPUs that share a physical core with another of them, and how many kinds of cores there are by their capacity. */
static void describe_cores(GKeyFile *profile)
{
    g_autofree guint *cpus = g_new(guint, MOST_CPUS);
    const guint n = MIN(host_cpus(cpus, MOST_CPUS), MOST_CPUS);
    g_autoptr(GHashTable) kinds = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    guint n_siblings = 0;

    for (guint i = 0; i < n; i++) {
        const gint64 first = cpu_number(cpus[i], "topology/thread_siblings_list", cpus[i]);
        const gint64 capacity =
            cpu_number(cpus[i], "cpu_capacity", cpu_number(cpus[i], "cpufreq/cpuinfo_max_freq", 0));

        n_siblings += first != (gint64)cpus[i];
        g_hash_table_add(kinds, g_memdup2(&capacity, sizeof capacity));
    }
    g_key_file_set_integer(profile, GROUP, "cores", (gint)host_cores());
    g_key_file_set_integer(profile, GROUP, "siblings", (gint)n_siblings);
    g_key_file_set_comment(profile, GROUP, "siblings", " hyperthreads that share a physical core with another", NULL);
    g_key_file_set_integer(profile, GROUP, "core_kinds", (gint)MAX(g_hash_table_size(kinds), 1));
}

void host_profile_describe(GKeyFile *profile, const Python *python)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *date = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *cpu = processor(), *system = kernel(), *interpreter = python_text(python);

    g_key_file_set_string(profile, GROUP, "name", g_get_host_name());
    g_key_file_set_string(profile, GROUP, "date", date);
    g_key_file_set_string(profile, GROUP, "processor", cpu);
    g_key_file_set_string(profile, GROUP, "kernel", system);
    g_key_file_set_string(profile, GROUP, "scheduler", host_scheduler());
    g_key_file_set_string(profile, GROUP, "python", interpreter);
    describe_cores(profile);
}

/* ---- is it still so? ---- */

/* Appends a clause where KEY of PROFILE is not NOW. */
static void compare(GKeyFile *profile, const char *key, const char *now, GString *changes)
{
    g_autofree char *then = g_key_file_get_string(profile, GROUP, key, NULL);

    if (g_strcmp0(then, now) != 0)
        g_string_append_printf(changes, "%sits %s is %s, now it is %s", changes->len > 0 ? ", " : "", key,
                               then ? then : "not told", now);
}

/* Appends a clause where an earlier gilsim wrote PROFILE, which did not measure all costs yet. */
static void find_missing(GKeyFile *profile, GString *changes)
{
    for (const Option *option = costs_options; option->name; option++)
        if (!g_key_file_has_key(profile, "native", option->name, NULL)) {
            g_string_append_printf(changes, "%s%s was not measured yet", changes->len > 0 ? ", " : "", option->name);
            return;
        }
}

char *host_profile_stale(const char *path, const Python *python)
{
    g_autoptr(GKeyFile) profile = g_key_file_new();
    g_autofree char *cpu = processor(), *system = kernel(), *interpreter = python_text(python);
    g_autofree char *cores = g_strdup_printf("%u", host_cores());
    g_autoptr(GString) changes = g_string_new(NULL);

    if (!g_key_file_load_from_file(profile, path, G_KEY_FILE_NONE, NULL))
        return g_strdup("it cannot be read");
    compare(profile, "processor", cpu, changes);
    compare(profile, "cores", cores, changes);
    compare(profile, "kernel", system, changes);
    if (python)
        compare(profile, "python", interpreter, changes);
    find_missing(profile, changes);
    return changes->len > 0 ? g_strdup(changes->str) : NULL;
}

gboolean host_profile_save(GKeyFile *profile, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);

    if (g_mkdir_with_parents(folder, 0777) != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot make the folder '%s': %s", folder,
                    g_strerror(errno));
        return FALSE;
    }
    g_key_file_set_comment(profile, NULL, NULL,
                           " What each move costs on one host: written by `gilsim calibrate`.\n Another host, kernel or "
                           "Python needs another.",
                           NULL);
    return g_key_file_save_to_file(profile, path, error);
}
