/* command_plugin - what one needs to write a model of one's own: the compiler's options, and a file to start
 * from. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/shipped.h"
#include "command.h"
#include "registry.h"

#ifndef GILSIM_GLIB_CFLAGS
#error "GILSIM_GLIB_CFLAGS: what pkg-config --cflags glib-2.0 says, as a string"
#endif

/* The folder with scheduler.h and the like, in the source tree or as installed. g_free. */
static char *headers_folder(void)
{
    g_autofree char *tree = shipped_path("sim", "scheduler.h");
    g_autofree char *installed = tree ? NULL : shipped_path("include/gilsim", "scheduler.h");
    const char *header = tree ? tree : installed;

    return header ? g_path_get_dirname(header) : NULL;
}

static int print_flags(char **arguments)
{
    g_autofree char *folder = headers_folder();

    if (arguments[0]) {
        command_complain("plugin flags: expected nothing behind it");
        return STATUS_USAGE;
    }
    if (!folder) {
        command_complain("the headers for models were not found beside the program or where it was installed");
        return STATUS_FAILED;
    }
    printf("-std=gnu11 -Wall -shared -fPIC -DGILSIM_PLUGIN -I%s %s\n", folder, GILSIM_GLIB_CFLAGS);
    return STATUS_DONE;
}

/* TEMPLATE with NAME in it, as it stands and as an identifier. */
static char *filled_in(const char *template, const char *name)
{
    g_autofree char *identifier = g_strdelimit(g_strdup(name), "-", '_');
    g_autoptr(GString) text = g_string_new(template);

    g_string_replace(text, "IDENTIFIER", identifier, 0);
    g_string_replace(text, "NAME", name, 0);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static gboolean is_name(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        if (!g_ascii_islower(*at) && (at == name || (!g_ascii_isdigit(*at) && *at != '-' && *at != '_')))
            return FALSE;
    return *name != '\0' && strlen(name) <= 40;
}

/* An existing file is left alone. */
static int write_new(const char *path, const char *text)
{
    FILE *file = g_fopen(path, "wx");

    if (file && fputs(text, file) >= 0 && fclose(file) == 0)
        return STATUS_DONE;
    command_complain("cannot write '%s': %s", path, g_strerror(errno));
    return STATUS_FAILED;
}

static int print_next_steps(const char *name)
{
    printf(
        "%s.c is written, and works as it stands. To build it:\n  cc $(gilsim plugin flags) -o %s.so %s.c\n",
        name, name, name);
    return STATUS_DONE;
}

static int write_from_template(char **arguments)
{
    static const char *const kinds[] = { "scheduler", "lock", "policy" };
    const char *kind = arguments[0], *name = kind ? arguments[1] : NULL;
    g_autofree char *template = NULL, *text = NULL;
    ModelKind taken;

    if (!name || arguments[2]) {
        command_complain("plugin new: expected scheduler, lock or policy, and a name");
        return STATUS_USAGE;
    }
    if (!g_strv_contains((const char *const[]){ kinds[0], kinds[1], kinds[2], NULL }, kind)) {
        g_autofree char *complaint = nearest_complaint("kind of model", kind, kinds, G_N_ELEMENTS(kinds));

        command_complain("%s", complaint);
        return STATUS_USAGE;
    }
    if (!is_name(name)) {
        g_autofree char *quoted = nearest_quote(name);

        command_complain("plugin new: '%s' is no name for a model; expected a-z, then a-z, 0-9, - or _",
                         quoted);
        return STATUS_USAGE;
    }
    if (registry_find_any(name, &taken)) {
        command_complain("plugin new: %s is the name of a built-in %s; expected another", name, model_kind_name(taken));
        return STATUS_USAGE;
    }
    g_autofree char *source = g_strconcat(kind, ".c.in", NULL), *path = shipped_path("models/new", source);
    g_autofree char *target = g_strconcat(name, ".c", NULL);

    if (!path || !g_file_get_contents(path, &template, NULL, NULL)) {
        command_complain(
            "the file to start from, models/new/%s, was not found beside the program or where it was installed",
            source);
        return STATUS_FAILED;
    }
    text = filled_in(template, name);
    return write_new(target, text) == STATUS_DONE ? print_next_steps(name) : STATUS_FAILED;
}

GPtrArray *command_plugin_words(void)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    for (ModelKind kind = 0; kind < N_MODEL_KINDS; kind++)
        g_ptr_array_add(words, g_strdup(model_kind_name(kind)));
    return words;
}

int command_plugin(int argc, char **argv)
{
    int status;

    if (!command_parse(&argc, &argv, NULL, NULL,
                       "gilsim plugin new scheduler mine\n"
                       "  cc $(gilsim plugin flags) -o mine.so mine.c\n"
                       "  gilsim run --jobs 0:24,0:3,0:3 --scheduler rr,./mine.so --slice 4ms",
                       &status))
        return status;
    if (argc > 1 && g_str_equal(argv[1], "flags"))
        return print_flags(argv + 2);
    if (argc > 1 && g_str_equal(argv[1], "new"))
        return write_from_template(argv + 2);
    command_complain("plugin: expected 'flags' or 'new KIND NAME'");
    return STATUS_USAGE;
}
