/* models - the model that a name in a scenario, or on the command line, means. */
#include "models.h"

#include "base/nearest.h"
#include "plugin/plugin.h"
#include "registry.h"

/* The model in the file PATH, which the command line has had loaded. */
static const Model *in_plugin(ModelKind kind, const char *path, char **why)
{
    g_autofree char *quoted = nearest_quote(path);
    ModelKind found;
    const Model *model = plugin_loaded(path, &found);

    if (!model)
        *why = g_strdup_printf("'%s' is a plug-in, which a scenario may not load by itself; "
                               "--plugin %s allows it",
                               quoted, quoted);
    else if (found != kind)
        *why = g_strdup_printf("'%s' is a %s, not a %s", quoted, model_kind_name(found),
                               model_kind_name(kind));
    return *why ? NULL : model;
}

static char *unknown(ModelKind kind, const char *name)
{
    guint n;
    const Model *const *models = registry_list(kind, &n);
    g_autofree const char **names = g_new(const char *, n + 1);

    for (guint i = 0; i < n; i++)
        names[i] = models[i]->name;
    return nearest_complaint(model_kind_name(kind), name, names, n);
}

const Model *model_resolve(ModelKind kind, const char *name, char **why)
{
    const Model *model = registry_find(kind, name);
    ModelKind other;

    if (model)
        return model;
    if (plugin_is_path(name))
        return in_plugin(kind, name, why);
    if (registry_find_any(name, &other))
        *why = g_strdup_printf("%s is a %s, not a %s", name, model_kind_name(other), model_kind_name(kind));
    else
        *why = unknown(kind, name);
    return NULL;
}
