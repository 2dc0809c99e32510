/* command_explain - why a scenario comes out as it does: what each change would bring, and what to do. */
#include <stdio.h>
#include <string.h>

#include "base/terminal.h"
#include "command.h"
#include "explain/explanation_json.h"
#include "explain/explanation_text.h"
#include "explain/laws.h"
#include "measured.h"
#include "request.h"

#define MOST_REPLICATIONS 1000
#define UNASKED G_MININT
#define CLEAR_LINE "\r\033[K"

typedef struct {
    Request *request;
    char *format;
    char *validation;
    gint replications;
    gboolean laws, all;
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

static void show_progress(const char *what, guint i, guint n)
{
    fprintf(stderr, CLEAR_LINE "explain: %s (%u of %u)", what, i, n);
    fflush(stderr);
}

static Explanation *simulate(const Wanted *wanted, const Scenario *scenario, GError **error)
{
    const gboolean shows_progress = !wanted->request->quiet && terminal_is_clever(stderr);
    const Overrides overrides = { .sets = request_sets(wanted->request) };
    const ExplanationOptions options = { .n_replications = wanted->replications,
                                         .all = wanted->all,
                                         .progress = shows_progress ? show_progress : NULL };
    Explanation *explanation = explanation_new(scenario->path, &overrides, &options, error);

    fputs(shows_progress ? CLEAR_LINE : "", stderr);
    return explanation;
}

static void write_answer(const Wanted *wanted, const Explanation *explanation, const char *measured)
{
    g_autofree char *table = measured ? g_build_filename(measured, "validation.csv", NULL) : NULL;
    g_autoptr(Margin) margin = table ? margin_read(table) : NULL;
    g_autoptr(Advice) advice = advice_new_measured(explanation, margin);
    g_autoptr(GString) text = g_string_new(NULL);

    if (g_strcmp0(wanted->format, "json") == 0)
        explanation_write_json(text, explanation, advice);
    else
        explanation_write_text(text, explanation, advice, wanted->laws);
    fputs(text->str, stdout);
}

static int explain(const Wanted *wanted, const char *file)
{
    g_autoptr(GError) error = NULL;
    /* read first by the request, whose messages are in the words that the user typed */
    g_autoptr(Scenario) scenario = request_load(wanted->request, file, &error);
    g_autoptr(Explanation) explanation = NULL;
    g_autofree char *measured = NULL;

    if (!scenario || !measured_folder(wanted->validation, &measured, &error)) {
        command_complain("%s", error->message);
        return STATUS_USAGE;
    }
    explanation = simulate(wanted, scenario, &error);
    if (!explanation) {
        command_complain("%s", error->message);
        return error->domain == SCENARIO_ERROR ? STATUS_USAGE : STATUS_FAILED;
    }
    write_answer(wanted, explanation, measured);
    return status_of(explanation);
}

static int check_and_explain(const Wanted *wanted, int argc, char **argv)
{
    if (wanted->format && strcmp(wanted->format, "table") != 0 && strcmp(wanted->format, "json") != 0)
        command_complain("--format=%s: expected table or json", wanted->format);
    else if ((wanted->replications < 0 && wanted->replications != UNASKED) ||
             wanted->replications > MOST_REPLICATIONS)
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
    Wanted wanted = { .request = request_new(), .replications = UNASKED };
    const GOptionEntry entries[] = {
        { "format", 0, 0, G_OPTION_ARG_STRING, &wanted.format, "What to write", "table|json" },
        { "replications", 0, 0, G_OPTION_ARG_INT, &wanted.replications,
          "How many seeds to take the mean of (10; fewer of a very large scenario)", "N" },
        { "all", 0, 0, G_OPTION_ARG_NONE, &wanted.all,
          "All what-ifs of a very large scenario, too, which may take minutes", NULL },
        { "laws", 0, 0, G_OPTION_ARG_NONE, &wanted.laws, "Each law, theory beside simulation", NULL },
        { "validation", 0, 0, G_OPTION_ARG_FILENAME, &wanted.validation,
          MEASURED_HELP, "DIR" },
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
