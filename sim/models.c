/* models - the model that a name in a scenario, or on the command line, means. */
#include "models.h"

#include <string.h>

#include "nearest.h"
#include "registry.h"

static gboolean is_plugin(const char *name)
{
    return strchr(name, '/') || g_str_has_suffix(name, ".so");
}

/* The one place where a plug-in comes in: a loader goes here. */
static const Model *load_plugin(ModelKind kind G_GNUC_UNUSED, const char *path, gboolean allowed, char **why)
{
    g_autofree char *quoted = nearest_quote(path);

    *why =
        allowed
            ? g_strdup_printf("'%s' is a plug-in, and this gilsim cannot load any; expected a name", quoted)
            : g_strdup_printf("'%s' is a plug-in, which a scenario may not load by itself; expected a name",
                              quoted);
    return NULL;
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

const Model *model_resolve(ModelKind kind, const char *name, gboolean allow_plugins, char **why)
{
    const Model *model = registry_find(kind, name);
    ModelKind other;

    if (model)
        return model;
    if (is_plugin(name))
        return load_plugin(kind, name, allow_plugins, why);
    if (registry_find_any(name, &other))
        *why = g_strdup_printf("%s is a %s, not a %s", name, model_kind_name(other), model_kind_name(kind));
    else
        *why = unknown(kind, name);
    return NULL;
}
