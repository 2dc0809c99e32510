/* plugin - opens a model that was built as a shared object, checks it, and enters it in the registry. */
#include "plugin/plugin.h"

#include <gmodule.h>
#include <string.h>

#include "base/nearest.h"
#include "plugin/cage.h"
#include "plugin/call.h"
#include "plugin/check.h"
#include "plugin/description.h"
#include "plugin/guard.h"
#include "registry.h"

G_DEFINE_QUARK(gilsim - plugin - error, plugin_error)

gboolean plugin_is_path(const char *name)
{
    return strchr(name, '/') != NULL || g_str_has_suffix(name, ".so");
}

const Model *plugin_loaded(const char *path, ModelKind *kind)
{
    g_autofree char *file = g_canonicalize_filename(path, NULL);
    return registry_find_path(file, kind);
}

/* What the linker says of FILE, without its name in front. */
static char *open_error(const char *file)
{
    const char *message = g_module_error();
    gsize length = strlen(file);
    if (strncmp(message, file, length) == 0 && g_str_has_prefix(message + length, ": "))
        message += length + 2;
    return nearest_quote(message);
}

const ModelExport *plugin_open(const char *path, gpointer *module, char **why)
{
    g_autofree char *file = g_canonicalize_filename(path, NULL);
    gpointer exported = NULL;
    if (!g_file_test(file, G_FILE_TEST_EXISTS)) {
        *why = g_strdup("cannot be opened: there is no such file");
        return NULL;
    }
    *module = g_module_open(file, G_MODULE_BIND_LOCAL);
    if (*module == NULL) {
        g_autofree char *message = open_error(file);
        *why = g_strdup_printf("cannot be opened: %s", message);
        return NULL;
    }
    if (!g_module_symbol(*module, "gilsim_model", &exported) || exported == NULL) {
        *why = g_strdup("is not a gilsim model: it exports no gilsim_model; "
                        "'gilsim plugin flags' tells how to build one");
        g_module_close(*module);
        return NULL;
    }
    return exported;
}

static gboolean name_is_free(ModelKind kind, const char *name, char **why)
{
    const Model *other = registry_find(kind, name);
    if (other == NULL)
        return TRUE;
    const char *path = registry_path(other);
    *why = g_strdup_printf("has the name '%s', which a %s%s has already; give it a name of its own", name,
                           path != NULL ? "plug-in: " : "built-in ",
                           path != NULL ? path : model_kind_name(kind));
    return FALSE;
}

/* Opens FILE here, as PATH, and checks it. */
static const Model *load_here(const char *path, ModelKind *kind, char **why)
{
    gpointer module;
    Call call = { .culprit = path, .hook = "dlopen", .time = -1 };
    call_watch();
    call_begin(&call);
    const ModelExport *exported = plugin_open(path, &module, why);
    call_end(&call);
    if (exported == NULL || !check_export(exported, why))
        return NULL;
    *kind = exported->kind;
    return exported->model;
}

const Model *plugin_load(const char *path, gboolean isolate, GError **error)
{
    ModelKind kind;
    const Model *model = plugin_loaded(path, &kind);
    Model *described = NULL;
    g_autofree char *why = NULL;
    if (model != NULL)
        return model;
    if (isolate)
        model = described = cage_describe(path, &kind, &why);
    else
        model = load_here(path, &kind, &why);
    if (model == NULL || !name_is_free(kind, model->name, &why)) {
        g_autofree char *shown = g_utf8_make_valid(path, -1);
        g_set_error(error, PLUGIN_ERROR, 0, "plug-in '%s' %s", shown, why);
        description_free(described);
        return NULL;
    }
    const Model *guarded = guard_new(kind, model, path, isolate);
    registry_add_plugin(kind, guarded, g_canonicalize_filename(path, NULL));
    return guarded;
}
