/* check - is what a plug-in exports a model that this gilsim can use? */
#include "plugin/check.h"

#include <string.h>

#include "lock.h"
#include "policy.h"
#include "registry.h"
#include "scheduler.h"

#define LARGEST_DATA (1 << 20) /* bytes a model may keep of a thread or queue */
#define MOST_OPTIONS 100

static gboolean fail(char **why, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(char **why, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *why = g_strdup_vprintf(format, args);
    va_end(args);
    return FALSE;
}

gboolean check_export(const ModelExport *exported, char **why)
{
    static const gsize sizes[N_MODEL_KINDS] = { sizeof(Policy), sizeof(LockModel), sizeof(Scheduler) };
    if (exported->magic != GILSIM_MAGIC)
        return fail(why, "is not a gilsim model: its symbol gilsim_model is something else");
    if (exported->abi != GILSIM_ABI)
        return fail(
            why, "was built for version %u of the interface, and this gilsim has version %u; build it again",
            exported->abi, GILSIM_ABI);
    if (exported->kind >= N_MODEL_KINDS)
        return fail(why, "is a model of kind %u; expected a scheduler, a lock or a policy", exported->kind);
    if (exported->table_size != sizes[exported->kind] || exported->model == NULL)
        return fail(why, "has a %s's table of %u bytes, expected %" G_GSIZE_FORMAT "; build it again",
                    model_kind_name(exported->kind), exported->table_size, sizes[exported->kind]);
    return check_model(exported->kind, exported->model, why);
}

static gboolean check_name(const char *name, char **why)
{
    if (name == NULL || *name == '\0' || strlen(name) > 40)
        return fail(why, "has a model without a name (.model.name)");
    for (const char *at = name; *at != '\0'; at++)
        if (!g_ascii_islower(*at) && !g_ascii_isdigit(*at) && *at != '-' && *at != '_')
            return fail(why, "has a model whose name has other characters than a-z, 0-9, - and _");
    return TRUE;
}

static gsize size_of(OptionType type)
{
    switch (type) {
    case OPTION_YES_NO:
    case OPTION_CHOICE:
        return sizeof(gint);
    default:
        return sizeof(gint64);
    }
}

static gboolean check_option(const Option *option, gsize size, char **why)
{
    if (option->type > OPTION_SPECIAL || option->help == NULL)
        return fail(why, "has an option '%s' without a type or help", option->name);
    if (option->offset > size || option->offset + size_of(option->type) > size)
        return fail(why, "has an option '%s' outside its struct of options (.options_size)", option->name);
    if (option->type == OPTION_CHOICE && option->choices == NULL)
        return fail(why, "has an option '%s' without choices", option->name);
    if (option->type == OPTION_SPECIAL && option->read == NULL)
        return fail(why, "has an option '%s' without a reader", option->name);
    return TRUE;
}

static gboolean check_options(ModelKind kind, const Model *model, char **why)
{
    const gsize size = kind == MODEL_POLICY ? sizeof(PolicyOptions) : model->options_size;
    guint n = 0;
    if (kind == MODEL_LOCK && model->options != NULL)
        return fail(why, "has options, which a lock cannot have");
    for (const Option *option = model->options; option != NULL && option->name != NULL; option++)
        if (++n > MOST_OPTIONS || !check_option(option, size, why))
            return n > MOST_OPTIONS ? fail(why, "has options without an end ({ NULL })") : FALSE;
    return TRUE;
}

static gboolean check_hooks(ModelKind kind, const Model *model, char **why)
{
    const Scheduler *scheduler = (const Scheduler *)model;
    if (kind == MODEL_POLICY && ((const Policy *)model)->plan == NULL)
        return fail(why, "lacks the hook `plan`, without which a policy is nothing");
    if (kind != MODEL_SCHEDULER)
        return TRUE;
    if ((scheduler->boost == NULL) != (scheduler->boost_at == NULL))
        return fail(why, "has one of the hooks `boost_at` and `boost`, and lacks the other");
    if ((scheduler->eligible_from == NULL) != (scheduler->virtual_deadline == NULL))
        return fail(why, "has one of the hooks `eligible_from` and `virtual_deadline`, and lacks the other");
    if (scheduler->first_in && scheduler->before == NULL)
        return fail(why, "lacks the hook `before`, which .first_in is about");
    if (scheduler->queue_size > LARGEST_DATA || scheduler->thread_size > LARGEST_DATA)
        return fail(why, "wants more than %d bytes for a queue or thread", LARGEST_DATA);
    return TRUE;
}

gboolean check_model(ModelKind kind, const Model *model, char **why)
{
    if (!check_name(model->name, why))
        return FALSE;
    if (model->summary == NULL)
        return fail(why, "has a model without a line about it (.model.summary)");
    if (model->trust > TRUST_EXACT)
        return fail(why, "has a model whose .model.trust is none of TRUST_*");
    return check_hooks(kind, model, why) && check_options(kind, model, why);
}
