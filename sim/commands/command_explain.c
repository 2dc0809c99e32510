/* command_explain - why a scenario comes out as it does: what each change would bring, and what to do. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "explain/explanation_json.h"
#include "explain/explanation_text.h"
#include "explain/laws.h"
#include "real/host_profile.h"
#include "request.h"

#define MOST_REPLICATIONS 1000

typedef struct {
    Request *request;
    char *format;
    char *validation;
    gint replications;
    gboolean laws;
} Wanted;

/* A run that ended early, or broke a law, is a failure. */
static int status_of(const Explanation *explanation)
{
    int status = command_complain_stopped(explanation->ranking) ? STATUS_FAILED : STATUS_DONE;

    for (guint p = 0; p < explanation->n_policies; p++) {
        const GArray *laws = explanation->observed[p] ? explanation->observed[p]->laws : NULL;

        for (guint i = 0; laws && i < laws->len; i++)
            if (!g_array_index(laws, Law, i).holds) {
                command_complain("%s: %s breaks %s, which is a bug", explanation->scenario->name,
                                 explanation->scenario->policies[p], g_array_index(laws, Law, i).name);
                status = STATUS_FAILED;
            }
    }
    return status;
}

/* What was measured on this host: in the folder that is named, here, or where the host's profile is. */
static Margin *read_margin(const Wanted *wanted)
{
    g_autofree char *profile = host_profile_path();
    g_autofree char *configuration = g_path_get_dirname(profile);
    g_autofree char *kept = g_build_filename(configuration, "validation", "validation.csv", NULL);
    g_autofree char *path =
        g_build_filename(wanted->validation ? wanted->validation : "validation", "validation.csv", NULL);
    Margin *margin = margin_read(path);

    return margin || wanted->validation ? margin : margin_read(kept);
}

static int explain(const Wanted *wanted, const char *file)
{
    g_autoptr(GError) error = NULL;
    /* read first by the request, whose messages are in the words that the user typed */
    g_autoptr(Scenario) scenario = request_load(wanted->request, file, &error);
    const Overrides overrides = { .sets = request_sets(wanted->request) };
    g_autoptr(Explanation) explanation = NULL;
    g_autoptr(Margin) margin = read_margin(wanted);
    g_autoptr(Advice) advice = NULL;
    g_autoptr(GString) text = g_string_new(NULL);

    if (scenario)
        explanation = explanation_new(scenario->path, &overrides, (guint)wanted->replications, &error);
    if (!explanation) {
        command_complain("%s", error->message);
        return error->domain == SCENARIO_ERROR || !scenario ? STATUS_USAGE : STATUS_FAILED;
    }
    advice = advice_new_measured(explanation, margin);
    if (g_strcmp0(wanted->format, "json") == 0)
        explanation_write_json(text, explanation, advice);
    else
        explanation_write_text(text, explanation, advice, wanted->laws);
    fputs(text->str, stdout);
    return status_of(explanation);
}

static int check_and_explain(const Wanted *wanted, int argc, char **argv)
{
    if (wanted->format && strcmp(wanted->format, "table") != 0 && strcmp(wanted->format, "json") != 0)
        command_complain("--format=%s: expected table or json", wanted->format);
    else if (wanted->replications < 0 || wanted->replications > MOST_REPLICATIONS)
        command_complain("--replications=%d: expected 0 to %d", wanted->replications, MOST_REPLICATIONS);
    else if (wanted->request->jobs)
        command_complain("--jobs: expected a scenario's file, whose what-ifs can be asked");
    else if (argc != 2)
        command_complain("expected one scenario; 'gilsim help explain' tells more");
    else
        return explain(wanted, argv[1]);
    return STATUS_USAGE;
}

int command_explain(int argc, char **argv)
{
    Wanted wanted = { .request = request_new(), .replications = 10 };
    const GOptionEntry entries[] = {
        { "format", 0, 0, G_OPTION_ARG_STRING, &wanted.format, "What to write", "table|json" },
        { "replications", 0, 0, G_OPTION_ARG_INT, &wanted.replications,
          "How many seeds to hold the advice against (10)", "N" },
        { "laws", 0, 0, G_OPTION_ARG_NONE, &wanted.laws, "Each law, theory beside simulation", NULL },
        { "validation", 0, 0, G_OPTION_ARG_FILENAME, &wanted.validation,
          "Where 'gilsim validate' wrote what it measured (validation)", "DIR" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(wanted.request), "gilsim explain mixed",
                      &status))
        status = check_and_explain(&wanted, argc, argv);
    request_free(wanted.request);
    g_free(wanted.format);
    g_free(wanted.validation);
    return status;
}
