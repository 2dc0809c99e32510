/* resolve_after - who comes after whom: after = TASK, and that nobody comes after itself. */
#include "base/nearest.h"
#include "reader.h"

#define MOST_IN_MESSAGE 8 /* tasks of a cycle */

/* A task whose predecessors are being looked at. */
typedef struct {
    guint32 task;
    guint next; /* of its `after` */
} Visit;

typedef struct {
    const Reader *reader;
    GArray *tasks; /* the specs */
    guint8 *state; /* of each of them */
    GArray *path;  /* of Visit: each comes after the one behind it */
} Walk;

enum { UNSEEN, ON_PATH, DONE };

static gboolean fail_at_after(const Reader *reader, guint task, GError **error, const char *why)
{
    const Section *section = g_ptr_array_index(reader->task_sections, task);
    return reader_fail(reader, section_find(reader->document, section, "after"), error, why);
}

static gboolean resolve(const Reader *reader, guint task, GError **error)
{
    TaskSpec *spec = &g_array_index(reader->scenario->specs->tasks, TaskSpec, task);
    const Names *groups = reader->scenario->specs->groups;

    spec->after = spec->after_names ? g_array_new(FALSE, FALSE, sizeof(guint32)) : NULL;
    for (guint i = 0; spec->after_names && spec->after_names[i]; i++) {
        gint group = names_find(groups, spec->after_names[i]);
        if (group < 0) {
            g_autofree char *why = names_complaint(groups, "task", spec->after_names[i]);
            return fail_at_after(reader, task, error, why);
        }
        g_array_append_val(spec->after, group);
    }
    return TRUE;
}

static const TaskSpec *task_at(const Walk *walk, guint32 task)
{
    return &g_array_index(walk->tasks, TaskSpec, task);
}

static guint32 task_of_group(const Walk *walk, guint32 group)
{
    return g_array_index(walk->reader->scenario->specs->task_of, guint32, group);
}

/* TASK, which is on the path, comes after the last of it. */
static gboolean fail_cycle(const Walk *walk, guint32 task, GError **error)
{
    g_autoptr(GString) why = g_string_new(NULL);
    guint begin = walk->path->len;

    while (g_array_index(walk->path, Visit, begin - 1).task != task)
        begin--;
    for (guint i = begin - 1; i < walk->path->len && i < begin - 1 + MOST_IN_MESSAGE; i++)
        g_string_append_printf(why, "%s after ",
                               task_at(walk, g_array_index(walk->path, Visit, i).task)->name);
    g_string_append_printf(why, "%s%s is a cycle, expected none",
                           walk->path->len - begin >= MOST_IN_MESSAGE ? "... after " : "",
                           task_at(walk, task)->name);
    return fail_at_after(walk->reader, task, error, why->str);
}

static void enter(Walk *walk, guint32 task)
{
    Visit visit = { task, 0 };

    walk->state[task] = ON_PATH;
    g_array_append_val(walk->path, visit);
}

/* Walks from TASK to all that it comes after, depth first; the path may be as long as there are tasks. */
static gboolean walk_from(Walk *walk, guint32 task, GError **error)
{
    enter(walk, task);
    while (walk->path->len) {
        Visit *last = &g_array_index(walk->path, Visit, walk->path->len - 1);
        const GArray *after = task_at(walk, last->task)->after;
        if (!after || last->next == after->len) {
            walk->state[last->task] = DONE;
            g_array_set_size(walk->path, walk->path->len - 1);
            continue;
        }
        guint32 before = task_of_group(walk, g_array_index(after, guint32, last->next++));
        if (walk->state[before] == ON_PATH)
            return fail_cycle(walk, before, error);
        if (walk->state[before] == UNSEEN)
            enter(walk, before);
    }
    return TRUE;
}

static gboolean check_cycles(const Reader *reader, GError **error)
{
    const TaskSpecs *specs = reader->scenario->specs;
    g_autofree guint8 *state = g_new0(guint8, specs->tasks->len);
    g_autoptr(GArray) path = g_array_new(FALSE, FALSE, sizeof(Visit));
    Walk walk = { reader, specs->tasks, state, path };

    for (guint i = 0; i < specs->tasks->len; i++) {
        if (state[i] == UNSEEN && !walk_from(&walk, i, error))
            return FALSE;
    }
    return TRUE;
}

gboolean reader_resolve_after(Reader *reader, GError **error)
{
    for (guint i = 0; i < reader->scenario->specs->tasks->len; i++) {
        if (!resolve(reader, i, error))
            return FALSE;
    }
    return check_cycles(reader, error);
}
