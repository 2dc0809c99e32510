/* help_scenario - `gilsim help scenario`: the format of scenario files, from the reader's own tables. */
#include "help_text.h"
#include "registry.h"
#include "scenario/draw.h"
#include "scenario/keys.h"
#include "scenario/phases.h"

#define LABEL 23 /* columns for keys */

static const char *const beginning[] = {
    "A scenario is a text file, NAME.ini. This is all that one needs:",
    "",
    "  # Does a mostly waiting thread suffer beside a computing one?",
    "  [task crawler]",
    "  count = 20",
    "  phases = repeat 10 { compute 1ms; wait exp(50ms) }",
    "  [task cruncher]",
    "  phases = compute 2s",
    "",
    "READING",
    "",
    "A group, such as [machine], begins with its name in brackets; under it stand its keys, KEY = "
    "VALUE, a line each. A line that begins with white space goes on with the value above it. A line "
    "that begins with # or ; is a comment; an indented line that begins with # is one too. A comment "
    "cannot stand behind a value. A group, and a key in it, is given once.",
    "",
    "A duration has a unit: 250ns 10us 1.5ms 2s 3min; 0 alone is allowed. It is rounded to whole "
    "nanoseconds, half up; what is not 0 may not become 0. Numbers are decimal (010 is ten), with a point "
    "in every locale. Lists have commas between their elements. The text is UTF-8; a byte-order mark and "
    "CRLF are accepted. The name of a task or a resource has none of , ; # \" and \\ in it, that of a "
    "resource no braces, parentheses or spaces either.",
    "",
    "[let] gives names to values: $idle or ${idle} stands for what [let] says, wherever a value is "
    "read, in [let] too, in any order; $$ is a $. What comes in is not looked at again. A cycle is an "
    "error.",
    "",
    "Paths are relative to the scenario; those of a --set are relative to the working folder.",
    "",
    "GROUPS AND KEYS",
    "",
    "What may be written, in brackets the default, and what it is. gilsim list tells of the models; a "
    "name of one kind in the place of another is an error, and so is the path of a plug-in.",
    "",
    NULL,
};

static const char *const on_phases[] = {
    "PHASES",
    "",
    "Phases have a ; or the end of a line between them; behind a } none is needed. D is a duration or a "
    "draw, R the name of a [resource R], N a number from 0.",
    "",
    NULL,
};

static const char *const on_draws[] = {
    "",
    "A draw is made once for each repetition of each instance, before any policy runs: all policies, "
    "and real runs, replay the same trace. It depends on the seed, the name of the task, the instance "
    "and the place of the phase, so that adding a task changes no other. Draws are rounded to whole "
    "nanoseconds. SIGMA and ALPHA are numbers; shares of a choice come to 100%.",
    "",
    NULL,
};

static const char *const ending[] = {
    "",
    "With draws = ostep all draws come, in file order, from one stream: CPython's random.Random(seed). "
    "Arrivals are drawn before phases. choice(1s, 2s, 3s) is then the element int(3 * random()), and "
    "uniform(LOW, HIGH) is LOW + (HIGH - LOW) * random(); the jobs of the book (1 to 10 seconds) are "
    "compute choice(1s, 2s, 3s, 4s, 5s, 6s, 7s, 8s, 9s, 10s).",
    "",
    "Braces may stand within braces, 64 deep. An offload within an offload is as if its braces were not "
    "there. A repeat 0 leaves out what is in it; a task that comes to no phase is an error.",
    "",
    "ARRIVALS",
    "",
    "  arrival = 30ms              every instance then",
    "  arrival = every 10ms        instance i at i x 10ms",
    "  arrival = poisson 100/s     exponential gaps, one before the first",
    "  arrival = poisson 100/s for 60s",
    "                              as many as arrive before 60s; count is not given",
    "  arrival = 0ms, 5ms, 9ms     one for each instance; they set the count",
    "",
    "after = A, B arrives when A and B have finished (with an arrival, at the later of the two): "
    "instance by instance where the counts are equal, otherwise, and where A is periodic, when all of A "
    "has. A task with a period releases a job each period, NAME#0, NAME#1, ..., up to [scenario] "
    "horizon, or for one hyperperiod; it has no after.",
    "",
    "TRACES",
    "",
    "[trace] file = FILE.csv brings tasks from a file: a header, then a row a phase, a task's rows "
    "together and in order, the kinds being compute, hold, nogil, wait and yield, times in whole "
    "nanoseconds:",
    "",
    "  task,arrival_ns,kind,duration_ns",
    "  a,0,compute,1000000",
    "  a,0,wait,50000000",
    "  b,5000000,compute,2000000",
    "",
    "Tasks NAME.0, NAME.1, ... that stand together are the group NAME; any other task is a group of its "
    "own. A name may stand in quotes, and has none of # \" and \\ in it. [trace] and [task NAME] may "
    "stand in one file.",
    "",
    "BODIES",
    "",
    "Nothing is simulated of what threads on different cores do to each other but by locks and resources. body = "
    "cache-line or memory makes native runs (gilsim real, gilsim validate) do just that, as a control: each phase on "
    "a core is then as many turns as take its time alone, each of which counts in a place that all threads of an "
    "interpreter share, or takes memory from the system, writes to it and gives it back. Wherever that takes longer "
    "beside others than alone, validate calls the prediction outside the model.",
    "",
    "CHANGES ON THE COMMAND LINE",
    "",
    "--set GROUP.KEY=VALUE replaces or adds a key before anything is checked; the last one of a key "
    "wins. GROUP is scenario, machine, lock, let, real or trace, or policy.NAME, scheduler.NAME, "
    "resource.NAME, task.NAME; KEY follows the last dot. A key alone is enough where only one group has "
    "it: --set cores=1,2,4. A task or a resource has to be in the file.",
    "",
    "LIMITS",
    "",
    "A file has at most 64 MiB (a trace any size), a line 1 MiB; 10,000,000 tasks, 1,000,000 jobs of "
    "periodic tasks, 2^31 phases; tasks and phases at most half of the memory that is free, and 8 GiB "
    "(instances that draw nothing share their phases); arrivals, and durations times factors, at most "
    "2^62 ns (146 years) in all, a single phase less than 2^59 ns (18 years). A value has at most 1 MiB with what its $names stand for, and all of "
    "these at most 64 MiB.",
    NULL,
};

/* "1 to 4096, or host [4]: run makes a row of each" */
static void append_option(GString *text, const Option *option)
{
    g_autofree char *values = option_values(option);
    g_autofree char *fallback = option->fallback ? g_strdup_printf(" [%s]", option->fallback) : g_strdup("");
    g_autofree char *words = g_strdup_printf("%s%s: %s", values, fallback, option->help);
    g_autofree char *label = g_strconcat(option->name, option->alias ? ", " : NULL, option->alias, NULL);

    help_append_entry(text, label, LABEL, words);
}

/* The costs: their values in the profile linux. */
static void append_costs(GString *text)
{
    g_string_append(text, "  and on top of the profile, with the values of linux for python / native:\n");
    for (const Option *option = costs_options; option->name; option++) {
        const char *python = costs_of_linux(option->name, FALSE),
                   *native = costs_of_linux(option->name, TRUE);
        gboolean differ = !g_str_equal(python, native);
        g_autofree char *words =
            g_strdup_printf("[%s%s%s] %s", python, differ ? " / " : "", differ ? native : "", option->help);
        help_append_entry(text, option->name, LABEL, words);
    }
}

static void append_options(GString *text, const Option *options)
{
    for (const Option *option = options; option && option->name; option++)
        append_option(text, option);
}

/* A heading such as "[task NAME]  tasks that are alike". */
static void append_heading(GString *text, const SectionWord *word, const char *name, const char *help)
{
    g_string_append_printf(text, "[%s%s%s]  %s\n", word->name, name ? " " : "", name ? name : "", help);
}

static void append_models(GString *text, const SectionWord *word)
{
    guint n;
    const Model *const *models = registry_list(word->model, &n);

    for (guint i = 0; i < n; i++) {
        if (!models[i]->options)
            continue;
        append_heading(text, word, models[i]->name, word->help);
        append_options(text, models[i]->options);
        g_string_append_c(text, '\n');
    }
}

static void append_groups(GString *text)
{
    for (SectionKind kind = 0; kind < N_SECTION_KINDS; kind++) {
        const SectionWord *word = &section_words[kind];
        if (word->of_model) {
            append_models(text, word);
            continue;
        }
        append_heading(text, word, word->named, word->help);
        append_options(text, word->keys);
        if (word->costs)
            append_costs(text);
        if (!word->keys)
            help_append_entry(text, "any name", LABEL, "letters, digits and _: any text");
        g_string_append_c(text, '\n');
    }
}

void help_scenario(GString *text)
{
    help_append_page(text, beginning);
    append_groups(text);
    help_append_page(text, on_phases);
    for (guint i = 0; i < N_PHASE_WORDS; i++)
        help_append_entry(text, phase_words[i].usage, LABEL + 2, phase_words[i].help);
    help_append_page(text, on_draws);
    for (DrawKind kind = 0; kind < N_DRAW_KINDS; kind++)
        help_append_entry(text, draw_words[kind].usage, LABEL + 2, draw_words[kind].help);
    help_append_page(text, ending);
}
