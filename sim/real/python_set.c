/* python_set - the interpreters that --python names: what each is, and which carries a plan out. */
#include "python_set.h"

#include <string.h>

#include "python_process.h"

#define PYTHON_SET_ERROR python_set_error_quark()
static G_DEFINE_QUARK(gilsim - python - set - error, python_set_error)

#define PATIENCE (30 * SIMTIME_S)

    struct PythonSet {
    GPtrArray *pythons; /* of Python * */
};

static void python_free(gpointer data)
{
    Python *python = data;

    g_free(python->program);
    g_free(python->version);
    g_free(python);
}

/* ---- what they are ---- */

static gboolean refuse(GError **error, const char *program, const char *why)
{
    g_set_error(error, PYTHON_SET_ERROR, 0, "--python=%s: %s", program, why);
    return FALSE;
}

/* Takes "CPython 3.11.7 1 0 0.025" apart. */
static gboolean parse(const char *line, Python *python, GError **error)
{
    g_autofree char *chomped = g_strchomp(g_strdup(line));
    g_auto(GStrv) words = g_strsplit(chomped, " ", -1);

    if (g_strv_length(words) != 5)
        return refuse(error, python->program,
                      "it is no Python interpreter; expected CPython 2.7, or 3.6 or later");
    if (!g_str_equal(words[0], "CPython"))
        return refuse(error, python->program,
                      "it is another Python than CPython, which is what the models are of");
    g_auto(GStrv) numbers = g_strsplit(words[1], ".", 3);
    python->version = g_strdup(words[1]);
    python->major = (guint)g_ascii_strtoull(numbers[0], NULL, 10);
    python->minor = numbers[1] ? (guint)g_ascii_strtoull(numbers[1], NULL, 10) : 0;
    python->has_lock = g_str_equal(words[2], "1");
    python->has_subinterpreters = g_str_equal(words[3], "1");
    python->speed = g_ascii_strtod(words[4], NULL);
    if (python->major == 2 ? python->minor < 7 : python->minor < 6)
        return refuse(error, python->program, "it is too old; expected CPython 2.7, or 3.6 or later");
    return TRUE;
}

static gboolean probe(Python *python, GError **error)
{
    g_auto(PythonResult) result = python_process_run(python->program, "probe.py", -1, NULL, 0, PATIENCE);

    if (result.ended.end == SUPERVISED_EXITED && result.ended.number == EXIT_SUCCESS)
        return parse(result.output, python, error);
    return refuse(error, python->program,
                  result.ended.end == SUPERVISED_LATE          ? "it does not answer"
                  : result.ended.end == SUPERVISED_INTERRUPTED ? "interrupted"
                  : result.complaint[0] != '\0'                ? result.complaint
                                                               : "it cannot be run");
}

PythonSet *python_set_new(const char *const *programs, GError **error)
{
    g_autoptr(PythonSet) set = g_new0(PythonSet, 1);

    set->pythons = g_ptr_array_new_with_free_func(python_free);
    for (; *programs; programs++) {
        Python *python = g_new0(Python, 1);

        g_ptr_array_add(set->pythons, python);
        python->program = g_strdup(*programs);
        if (!probe(python, error))
            return NULL;
    }
    return g_steal_pointer(&set);
}

void python_set_free(PythonSet *set)
{
    g_ptr_array_unref(set->pythons);
    g_free(set);
}

/* ---- which one ---- */

static const char *lock_of(const Python *python)
{
    return !python->has_lock ? "none" : python->major == 2 ? "cpython2" : "cpython3";
}

static gboolean has_attributes(const Workload *workload)
{
    for (guint32 i = 0; i < workload->n_groups; i++)
        if (workload->groups[i].affinity || workload->groups[i].nice != 0)
            return TRUE;
    return FALSE;
}

/* What keeps PYTHON from carrying RUN's plan out, as the end of a sentence, or NULL. */
static char *obstacle(const Python *python, const Run *run)
{
    const Plan *plan = &run->plan;
    const char *lock = plan->locked ? run->combination.lock : "none";

    if (plan->one_process && !python->has_subinterpreters)
        return g_strdup("has no subinterpreters with locks of their own; expected 3.12 or later");
    if (!g_str_equal(lock, lock_of(python)) && g_str_equal(lock, "none"))
        return g_strdup("has a lock; expected a free-threaded build");
    if (!g_str_equal(lock, lock_of(python)))
        return g_strdup_printf("has the lock %s, not %s", lock_of(python), lock);
    if (python->major == 2 && plan->threads == THREADS_LOOP)
        return g_strdup("has no asyncio; expected 3.6 or later");
    if (python->major == 2 && has_attributes(run->workload))
        return g_strdup("cannot give a thread niceness or cores of its own; expected 3.6 or later");
    return NULL;
}

const Python *python_set_choose(const PythonSet *set, const Run *run, char **why)
{
    const Python *python = NULL;
    g_autofree char *last = NULL;

    for (guint i = 0; i < set->pythons->len; i++) {
        python = g_ptr_array_index(set->pythons, i);
        g_free(last);
        last = obstacle(python, run);
        if (!last)
            return python;
    }
    if (why)
        *why = g_strdup_printf("%s (CPython %s) %s", python->program, python->version, last);
    return NULL;
}

const Python *python_set_reference(const PythonSet *set)
{
    for (guint i = 0; i < set->pythons->len; i++) {
        const Python *python = g_ptr_array_index(set->pythons, i);

        if (python->has_lock)
            return python;
    }
    return NULL;
}
