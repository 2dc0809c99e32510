/* description - a model's table without its hooks, as bytes that may come from a stranger. */
#include "plugin/description.h"

#include "plugin/replay.h"

/* kind, name, summary, bad_when, source, trust, options_size, hooks, flags, queue_size, thread_size, order,
 * options */
#define TYPE "(ussmsmsutuutti" OPTIONS ")"
/* name, type, offset, fallback, help, min, max, choices, alias, values, which reader */
#define OPTIONS "a" OPTION
#define OPTION "(sutmsmsxxmsmsmsu)"

enum { PER_CORE = 1, FIRST_IN = 2, SAME_SLICES = 4, LOCKS = 8, CONCURRENT = 16, BY_DEFAULT = 32 };

/* Readers of options that both processes know. */
static gboolean (*const readers[])(const char *text, gpointer value,
                                   char **why) = { NULL, policy_read_workers, policy_read_executor };

static guint32 reader_of(const Option *option)
{
    for (guint i = 1; i < G_N_ELEMENTS(readers); i++)
        if (option->read == readers[i])
            return i;
    return 0;
}

static GVariant *options_of(const Model *model)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(OPTIONS));
    for (const Option *option = model->options; option != NULL && option->name != NULL; option++)
        g_variant_builder_add(&builder, OPTION, option->name, (guint32)option->type, (guint64)option->offset,
                              option->fallback, option->help, option->min, option->max, option->choices,
                              option->alias, option->values, reader_of(option));
    return g_variant_builder_end(&builder);
}

static guint32 flags_of(ModelKind kind, const Model *model)
{
    const Scheduler *scheduler = (const Scheduler *)model;
    const Policy *policy = (const Policy *)model;
    if (kind == MODEL_SCHEDULER)
        return (scheduler->per_core ? PER_CORE : 0) | (scheduler->first_in ? FIRST_IN : 0) |
               (scheduler->same_slices ? SAME_SLICES : 0);
    if (kind == MODEL_LOCK)
        return ((const LockModel *)model)->locks ? LOCKS : 0;
    return (policy->concurrent ? CONCURRENT : 0) | (policy->by_default ? BY_DEFAULT : 0);
}

GVariant *description_of(ModelKind kind, const Model *model)
{
    const Scheduler *scheduler = kind == MODEL_SCHEDULER ? (const Scheduler *)model : NULL;
    return g_variant_ref_sink(g_variant_new(
        "(ussmsmsutuutti@" OPTIONS ")", (guint32)kind, model->name, model->summary, model->bad_when,
        model->source, (guint32)model->trust, (guint64)model->options_size, replay_hooks_of(kind, model),
        flags_of(kind, model), (guint64)(scheduler != NULL ? scheduler->queue_size : 0),
        (guint64)(scheduler != NULL ? scheduler->thread_size : 0),
        kind == MODEL_POLICY ? ((const Policy *)model)->order : 0, options_of(model)));
}

static Option *options_from(GVariant *list)
{
    gsize n = g_variant_n_children(list);
    Option *options = g_new0(Option, n + 1);
    for (gsize i = 0; i < n; i++) {
        Option *option = &options[i];
        guint32 type, reader;
        guint64 offset;
        g_variant_get_child(list, i, OPTION, &option->name, &type, &offset, &option->fallback, &option->help,
                            &option->min, &option->max, &option->choices, &option->alias, &option->values,
                            &reader);
        option->type = (OptionType)MIN(type, (guint32)OPTION_SPECIAL);
        option->offset = offset;
        option->read = reader < G_N_ELEMENTS(readers) ? readers[reader] : NULL;
    }
    return options;
}

static void no_plan(const PolicyInput *input, Plan *plan)
{
    (void)input, (void)plan; /* cage_plan makes it */
}

static Model *table_from(ModelKind kind, guint32 hooks, guint32 flags, guint64 queue_size,
                         guint64 thread_size, gint order)
{
    if (kind == MODEL_SCHEDULER) {
        Scheduler *scheduler = g_new0(Scheduler, 1);
        scheduler->per_core = (flags & PER_CORE) != 0;
        scheduler->first_in = (flags & FIRST_IN) != 0;
        scheduler->same_slices = (flags & SAME_SLICES) != 0;
        scheduler->queue_size = queue_size;
        scheduler->thread_size = thread_size;
        replay_scheduler_hooks(scheduler, hooks);
        return &scheduler->model;
    }
    if (kind == MODEL_LOCK) {
        LockModel *lock = g_new0(LockModel, 1);
        lock->locks = (flags & LOCKS) != 0;
        replay_lock_hooks(lock, hooks);
        return &lock->model;
    }
    Policy *policy = g_new0(Policy, 1);
    policy->concurrent = (flags & CONCURRENT) != 0;
    policy->by_default = (flags & BY_DEFAULT) != 0;
    policy->order = order;
    policy->plan = no_plan;
    return &policy->model;
}

Model *description_model(GBytes *bytes, ModelKind *kind)
{
    g_autoptr(GVariant) description =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(TYPE), bytes, FALSE));
    g_autoptr(GVariant) list = NULL;
    Model model = { 0 };
    guint32 number, trust, hooks, flags;
    guint64 options_size, queue_size, thread_size;
    gint order;
    if (!g_variant_is_normal_form(description))
        return NULL;
    g_variant_get(description, "(ussmsmsutuutti@" OPTIONS ")", &number, &model.name, &model.summary,
                  &model.bad_when, &model.source, &trust, &options_size, &hooks, &flags, &queue_size,
                  &thread_size, &order, &list);
    if (number >= N_MODEL_KINDS)
        return NULL;
    *kind = (ModelKind)number;
    model.trust = (Trust)trust;
    model.options_size = options_size;
    model.options = g_variant_n_children(list) > 0 ? options_from(list) : NULL;
    Model *table = table_from(*kind, hooks, flags, queue_size, thread_size, order);
    *table = model;
    return table;
}

void description_free(Model *model)
{
    if (model == NULL)
        return;
    for (const Option *option = model->options; option != NULL && option->name != NULL; option++) {
        const char *const texts[] = { option->name,    option->fallback, option->help,
                                      option->choices, option->alias,    option->values };
        for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
            g_free((gpointer)texts[i]);
    }
    g_free((gpointer)model->options);
    g_free((gpointer)model->name);
    g_free((gpointer)model->summary);
    g_free((gpointer)model->bad_when);
    g_free((gpointer)model->source);
    g_free(model);
}

gboolean description_fits(ModelKind kind, const Model *model, const Model *described)
{
    g_autoptr(GVariant) one = description_of(kind, model), other = description_of(kind, described);
    return g_variant_equal(one, other);
}
