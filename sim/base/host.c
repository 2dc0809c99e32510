/* host - what this computer offers the process. */
#define _GNU_SOURCE
#include "host.h"

#include <sched.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "number.h"

#define CGROUPS "/sys/fs/cgroup"

/* A small file, stripped; NULL where it cannot be read. g_free. */
static char *read_small_file(const char *path)
{
    char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? g_strstrip(text) : NULL;
}

/* The folder of this process's cgroup in the hierarchy of CONTROLLER ("": version 2). NULL: none. g_free. */
static char *cgroup_folder(const char *controller)
{
    g_autofree char *text = read_small_file("/proc/self/cgroup");
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], ":", 3);
        if (g_strv_length(fields) != 3)
            continue;
        g_auto(GStrv) controllers = g_strsplit(fields[1], ",", -1);
        if (*controller ? g_strv_contains((const char *const *)controllers, controller) : !*fields[1])
            return g_build_filename(CGROUPS, controller, fields[2], NULL);
    }
    return NULL;
}

/* Asks ASK about the cgroup of CONTROLLER and each one around it, and keeps the least answer. */
static guint64 least_of_cgroups(const char *controller, guint64 (*ask)(const char *folder))
{
    g_autofree char *folder = cgroup_folder(controller);
    gsize root = strlen(CGROUPS);
    guint64 least = G_MAXUINT64;

    while (folder && strlen(folder) >= root) {
        guint64 answer = ask(folder);
        char *parent = g_path_get_dirname(folder);
        least = MIN(least, answer);
        g_free(folder);
        folder = parent;
    }
    return least;
}

static gboolean read_number(const char *folder, const char *file, guint64 *number)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autofree char *text = read_small_file(path);

    return text && number_unsigned(text, number);
}

/* Whole cores of a quota, at least one; G_MAXUINT64: no quota. */
static guint64 cores_of_quota(guint64 quota, guint64 period)
{
    return period ? MAX(quota / period, 1) : G_MAXUINT64;
}

static guint64 cores_version_2(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "cpu.max", NULL);
    g_autofree char *text = read_small_file(path);
    g_auto(GStrv) words = g_strsplit(text ? text : "", " ", -1);
    guint64 quota, period;

    if (g_strv_length(words) != 2 || !number_unsigned(words[0], &quota) ||
        !number_unsigned(words[1], &period))
        return G_MAXUINT64; /* "max 100000" */
    return cores_of_quota(quota, period);
}

static guint64 cores_version_1(const char *folder)
{
    guint64 quota, period;

    if (!read_number(folder, "cpu.cfs_quota_us", &quota) ||
        !read_number(folder, "cpu.cfs_period_us", &period))
        return G_MAXUINT64; /* -1: no quota */
    return cores_of_quota(quota, period);
}

guint host_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    guint64 quota = MIN(least_of_cgroups("", cores_version_2), least_of_cgroups("cpu", cores_version_1));
#ifdef __linux__
    cpu_set_t mask;
    if (sched_getaffinity(0, sizeof mask, &mask) == 0)
        cores = CPU_COUNT(&mask);
#endif
    return (guint)MIN((guint64)CLAMP(cores, 1, 4096), quota);
}

/* The first of the CPUs that share CPU's physical core. */
static guint first_sibling(guint cpu)
{
    g_autofree char *path =
        g_strdup_printf("/sys/devices/system/cpu/cpu%u/topology/thread_siblings_list", cpu);
    g_autofree char *text = read_small_file(path);

    return text ? (guint)g_ascii_strtoull(text, NULL, 10) : cpu;
}

guint host_cpus(guint *cpus, guint size)
{
    guint n = 0;
    cpu_set_t mask;

    if (sched_getaffinity(0, sizeof mask, &mask) != 0)
        return 0;
    for (guint siblings = 0; siblings < 2; siblings++)
        for (guint cpu = 0; cpu < CPU_SETSIZE && n < size; cpu++)
            if (CPU_ISSET(cpu, &mask) && (first_sibling(cpu) != cpu) == siblings)
                cpus[n++] = cpu;
    return n;
}

/* "0-3,8": how many CPUs a list of the kernel's has. */
static guint n_listed(const char *list)
{
    g_auto(GStrv) ranges = g_strsplit(list, ",", -1);
    guint64 n = 0;

    for (guint i = 0; ranges[i]; i++) {
        g_auto(GStrv) ends = g_strsplit(ranges[i], "-", 2);
        guint64 first = 0, last = 0;

        if (ends[0] && number_unsigned(ends[0], &first) && number_unsigned(ends[1] ? ends[1] : ends[0], &last) &&
            last >= first)
            n += last - first + 1;
    }
    return (guint)MIN(n, 4096);
}

guint host_cache_cores(guint cpu)
{
    guint64 highest = 0;
    guint n = 0;

    for (guint index = 0; index < 16; index++) {
        g_autofree char *folder = g_strdup_printf("/sys/devices/system/cpu/cpu%u/cache/index%u", cpu, index);
        g_autofree char *path = g_build_filename(folder, "shared_cpu_list", NULL);
        g_autofree char *list = read_small_file(path);
        guint64 level;

        if (!list || !read_number(folder, "level", &level) || level < highest)
            continue;
        highest = level;
        n = n_listed(list);
    }
    return n;
}

const char *host_scheduler(void)
{
    struct utsname system;
    guint64 version = 6, revision = 6;

    if (uname(&system) == 0) {
        g_auto(GStrv) numbers = g_strsplit_set(system.release, ".-", 3);
        if (g_strv_length(numbers) >= 2) {
            version = g_ascii_strtoull(numbers[0], NULL, 10);
            revision = g_ascii_strtoull(numbers[1], NULL, 10);
        }
    }
    return version < 6 || (version == 6 && revision < 6) ? "cfs" : "eevdf";
}

static guint64 memory_version_2(const char *folder)
{
    guint64 limit;
    return read_number(folder, "memory.max", &limit) ? limit : G_MAXUINT64; /* "max" */
}

static guint64 memory_version_1(const char *folder)
{
    guint64 limit;
    return read_number(folder, "memory.limit_in_bytes", &limit) ? limit : G_MAXUINT64;
}

/* "MemAvailable:   24019828 kB" */
static guint64 memory_of_machine(void)
{
    g_autofree char *text = read_small_file("/proc/meminfo");
    const char *line = text ? strstr(text, "MemAvailable:") : NULL;

    return line ? g_ascii_strtoull(line + strlen("MemAvailable:"), NULL, 10) * 1024 : G_MAXUINT64;
}

guint64 host_memory(void)
{
    guint64 cgroups =
        MIN(least_of_cgroups("", memory_version_2), least_of_cgroups("memory", memory_version_1));
    return MIN(memory_of_machine(), cgroups);
}
