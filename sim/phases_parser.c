/* phases_parser - reads the phases of a task. */
#include <string.h>

#include "lexer.h"
#include "nearest.h"
#include "number.h"
#include "phases_steps.h"

#define LONGEST_WORD 128

const PhaseWord phase_words[N_PHASE_WORDS] = {
    { "compute", "compute D", "on a core, holding the lock: Python bytecode", PHASE_COMPUTE,
      FOLLOWED_BY_DURATION },
    { "hold", "hold D", "the same, but a drop request is not noticed before its end", PHASE_HOLD,
      FOLLOWED_BY_DURATION },
    { "nogil", "nogil D", "on a core with the lock released: zlib, NumPy", PHASE_NOGIL,
      FOLLOWED_BY_DURATION },
    { "wait", "wait D", "off core, lock released: network, disk, sleep", PHASE_WAIT, FOLLOWED_BY_DURATION },
    { "yield", "yield", "gives up lock and core for whoever else is ready", PHASE_YIELD,
      FOLLOWED_BY_NOTHING },
    { "use", "use R { ... }", "holds a unit of resource R for the phases within", PHASE_USE,
      FOLLOWED_BY_USE },
    { "offload", "offload { ... }", "goes to the policy's executor where it has one", PHASE_OFFLOAD,
      FOLLOWED_BY_OFFLOAD },
    { "repeat", "repeat N { ... }", "the phases within, N times", 0, FOLLOWED_BY_REPEAT },
};

typedef struct {
    Lexer lexer;
    Phases *phases;
    const Names *resources;
    guint depth;
    gboolean in_offload;
    char *why;
    guint line;
} Parser;

/* Says what is wrong at LINE. Always FALSE. */
static gboolean fail_at(Parser *parser, guint line, const char *format, ...) G_GNUC_PRINTF(3, 4);

static gboolean fail_at(Parser *parser, guint line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    parser->why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    parser->line = line;
    return FALSE;
}

/* Fails at the present token: EXPECTED says what should stand there. */
static gboolean fail(Parser *parser, const char *expected)
{
    g_autofree char *found = lexer_describe(&parser->lexer);

    return fail_at(parser, parser->lexer.line, "%s stands where %s is expected", found, expected);
}

static gboolean fail_unknown(Parser *parser, const char *what, const char *const *candidates, gsize n)
{
    g_autofree char *word = lexer_text(&parser->lexer);

    parser->why = nearest_complaint(what, word, candidates, n);
    parser->line = parser->lexer.line;
    return FALSE;
}

/* The present word with a '\0'; what is longer than any good one is cut. */
static const char *word_text(const Parser *parser, char text[LONGEST_WORD])
{
    gsize length = MIN(parser->lexer.length, LONGEST_WORD - 1);

    memcpy(text, parser->lexer.begin, length);
    text[length] = '\0';
    return text;
}

static gboolean take(Parser *parser, TokenKind kind, const char *expected)
{
    if (parser->lexer.kind != kind)
        return fail(parser, expected);
    lexer_advance(&parser->lexer);
    return TRUE;
}

static gboolean parse_fixed_duration(Parser *parser, SimTime *duration)
{
    char text[LONGEST_WORD];
    const char *complaint;

    if (parser->lexer.kind != TOKEN_WORD)
        return fail(parser, "a duration such as 10ms");
    if (!simtime_parse(word_text(parser, text), duration, &complaint)) {
        g_autofree char *quoted = nearest_quote(text);
        return fail_at(parser, parser->lexer.line, "'%s': %s", quoted, complaint);
    }
    lexer_advance(&parser->lexer);
    return TRUE;
}

static gboolean parse_number(Parser *parser, double *number)
{
    char text[LONGEST_WORD];

    if (parser->lexer.kind != TOKEN_WORD || !number_decimal(word_text(parser, text), number))
        return fail(parser, "a number such as 0.5");
    lexer_advance(&parser->lexer);
    return TRUE;
}

/* "90%" behind a choice, where there is one; *GIVEN counts them. */
static gboolean parse_share(Parser *parser, double *percent, guint *given)
{
    char text[LONGEST_WORD];
    gsize length;

    if (parser->lexer.kind != TOKEN_WORD)
        return TRUE;
    length = strlen(word_text(parser, text));
    if (text[length - 1] == '%')
        text[length - 1] = '\0';
    else
        text[0] = '\0';
    if (!number_decimal(text, percent))
        return fail(parser, "a comma or a share such as 90%");
    ++*given;
    lexer_advance(&parser->lexer);
    return TRUE;
}

static gboolean check_shares(Parser *parser, GArray *choices, guint given)
{
    double sum = 0;

    if (given && given < choices->len)
        return fail_at(parser, parser->lexer.line,
                       "choice with a share for some only, expected one for all or for none");
    for (guint i = 0; i < choices->len; i++) {
        Choice *choice = &g_array_index(choices, Choice, i);
        sum += given ? choice->up_to : 1;
        choice->up_to = sum / (given ? 100 : choices->len);
    }
    if (given && (sum < 100 - 1e-9 || sum > 100 + 1e-9))
        return fail_at(parser, parser->lexer.line, "choice with shares of %s%% in all, expected 100%%",
                       g_ascii_formatd((char[32]){ 0 }, 32, "%.10g", sum));
    return TRUE;
}

static gboolean parse_choices(Parser *parser, Draw *draw)
{
    guint given = 0;

    draw->choices = g_array_new(FALSE, TRUE, sizeof(Choice));
    do {
        Choice choice = { 0, 0 };
        if (draw->choices->len)
            lexer_advance(&parser->lexer);
        lexer_skip_lines(&parser->lexer);
        if (!parse_fixed_duration(parser, &choice.duration) || !parse_share(parser, &choice.up_to, &given))
            return FALSE;
        g_array_append_val(draw->choices, choice);
        lexer_skip_lines(&parser->lexer);
    } while (parser->lexer.kind == TOKEN_COMMA);
    return check_shares(parser, draw->choices, given);
}

static gboolean parse_second(Parser *parser, const DrawWord *word, Draw *draw)
{
    SimTime duration = 0;
    gboolean good;

    lexer_skip_lines(&parser->lexer);
    if (!take(parser, TOKEN_COMMA, "a comma"))
        return FALSE;
    lexer_skip_lines(&parser->lexer);
    if (word->parameters == PARAMETERS_DURATIONS) {
        good = parse_fixed_duration(parser, &duration);
        draw->second = (double)duration;
    } else {
        good = parse_number(parser, &draw->second);
    }
    if (good && draw->kind == DRAW_UNIFORM && draw->second < draw->first)
        return fail_at(parser, parser->lexer.line, "uniform with HIGH below LOW, expected %s", word->usage);
    if (good && draw->kind == DRAW_PARETO && draw->second <= 0)
        return fail_at(parser, parser->lexer.line, "pareto with ALPHA 0, expected it above 0");
    return good;
}

/* The present word is WORD; what follows is its parentheses. */
static gboolean parse_draw(Parser *parser, const DrawWord *word, Draw *draw)
{
    SimTime first = 0;

    lexer_advance(&parser->lexer);
    if (!take(parser, TOKEN_LEFT, word->usage))
        return FALSE;
    lexer_skip_lines(&parser->lexer);
    if (word->parameters == PARAMETERS_CHOICES)
        return parse_choices(parser, draw) && take(parser, TOKEN_RIGHT, "a comma or ')'");
    if (!parse_fixed_duration(parser, &first))
        return FALSE;
    draw->first = (double)first;
    if (word->parameters != PARAMETERS_DURATION && !parse_second(parser, word, draw))
        return FALSE;
    lexer_skip_lines(&parser->lexer);
    return take(parser, TOKEN_RIGHT, "')'");
}

/* D: a duration or a draw. */
static gboolean parse_duration(Parser *parser, Step *step)
{
    const char *names[N_DRAW_KINDS];
    Lexer ahead = parser->lexer;

    for (DrawKind kind = 0; kind < N_DRAW_KINDS; kind++) {
        names[kind] = draw_words[kind].name;
        if (!lexer_is(&parser->lexer, names[kind]))
            continue;
        Draw draw = { .kind = kind };
        gboolean good = parse_draw(parser, &draw_words[kind], &draw);
        step->draws = TRUE;
        step->index = parser->phases->draws->len;
        g_array_append_val(parser->phases->draws, draw);
        return good;
    }
    lexer_advance(&ahead);
    if (parser->lexer.kind == TOKEN_WORD && ahead.kind == TOKEN_LEFT)
        return fail_unknown(parser, "distribution", names, N_DRAW_KINDS);
    return parse_fixed_duration(parser, &step->value);
}

static void add_step(Parser *parser, Step step)
{
    g_array_append_val(parser->phases->steps, step);
}

static gboolean parse_phases(Parser *parser, gboolean in_braces, guint64 *count);

/* { ... }; *COUNT is what it expands to. */
static gboolean parse_braces(Parser *parser, guint64 *count)
{
    gboolean good;

    lexer_skip_lines(&parser->lexer);
    if (!take(parser, TOKEN_OPEN, "'{'"))
        return FALSE;
    if (++parser->depth > PHASES_DEEPEST)
        return fail_at(parser, parser->lexer.line, "braces within braces, %d deep; expected at most %d",
                       parser->depth, PHASES_DEEPEST);
    good = parse_phases(parser, TRUE, count);
    parser->depth--;
    return good;
}

static guint64 saturating_product(guint64 a, guint64 b)
{
    guint64 product;
    return __builtin_mul_overflow(a, b, &product) ? G_MAXINT64 : MIN(product, G_MAXINT64);
}

static gboolean parse_timed(Parser *parser, const PhaseWord *word, guint64 *count)
{
    Step step = { .kind = word->kind };

    if (!parse_duration(parser, &step))
        return FALSE;
    add_step(parser, step);
    *count = 1;
    return TRUE;
}

static gboolean parse_yield(Parser *parser, const PhaseWord *word, guint64 *count)
{
    add_step(parser, (Step){ .kind = word->kind });
    *count = 1;
    return TRUE;
}

static gboolean parse_use(Parser *parser, const PhaseWord *word G_GNUC_UNUSED, guint64 *count)
{
    char name[LONGEST_WORD];
    gint resource;
    Step step = { .kind = PHASE_USE };

    if (parser->lexer.kind != TOKEN_WORD)
        return fail(parser, "the name of a resource");
    resource = names_find(parser->resources, word_text(parser, name));
    if (resource < 0) {
        parser->why = names_complaint(parser->resources, "resource", name);
        parser->line = parser->lexer.line;
        return FALSE;
    }
    step.index = (guint32)resource;
    lexer_advance(&parser->lexer);
    add_step(parser, step);
    if (!parse_braces(parser, count))
        return FALSE;
    step.kind = PHASE_GIVE_BACK;
    add_step(parser, step);
    *count += 2;
    return TRUE;
}

/* An offload within an offload is done in place: its thread is no loop. */
static gboolean parse_offload(Parser *parser, const PhaseWord *word G_GNUC_UNUSED, guint64 *count)
{
    if (parser->in_offload)
        return parse_braces(parser, count);
    parser->in_offload = TRUE;
    add_step(parser, (Step){ .kind = PHASE_OFFLOAD });
    if (!parse_braces(parser, count))
        return FALSE;
    add_step(parser, (Step){ .kind = PHASE_OFFLOAD_END });
    parser->in_offload = FALSE;
    *count += 2;
    return TRUE;
}

/* A repeat that comes to no phase leaves no step, so that expanding takes no longer than there are phases. */
static gboolean parse_repeat(Parser *parser, const PhaseWord *word G_GNUC_UNUSED, guint64 *count)
{
    guint32 begin = parser->phases->steps->len;
    char text[LONGEST_WORD];
    gint64 times;

    if (parser->lexer.kind != TOKEN_WORD || !number_integer(word_text(parser, text), &times) || times < 0)
        return fail(parser, "how often to repeat, a number from 0,");
    lexer_advance(&parser->lexer);
    add_step(parser, (Step){ .kind = STEP_REPEAT, .value = times });
    if (!parse_braces(parser, count))
        return FALSE;
    add_step(parser, (Step){ .kind = STEP_REPEAT_END, .index = begin });
    *count = saturating_product(*count, (guint64)times);
    if (*count == 0)
        g_array_set_size(parser->phases->steps, begin);
    return TRUE;
}

static gboolean (*const parsers[])(Parser *, const PhaseWord *, guint64 *) = {
    [FOLLOWED_BY_DURATION] = parse_timed,  [FOLLOWED_BY_NOTHING] = parse_yield, [FOLLOWED_BY_USE] = parse_use,
    [FOLLOWED_BY_OFFLOAD] = parse_offload, [FOLLOWED_BY_REPEAT] = parse_repeat,
};

/* The word that begins a phase, or NULL with a complaint. */
static const PhaseWord *parse_word(Parser *parser)
{
    const char *names[N_PHASE_WORDS];

    if (parser->lexer.kind != TOKEN_WORD) {
        fail(parser, "a phase such as compute 10ms");
        return NULL;
    }
    for (guint i = 0; i < N_PHASE_WORDS; i++) {
        names[i] = phase_words[i].name;
        if (lexer_is(&parser->lexer, names[i])) {
            lexer_advance(&parser->lexer);
            return &phase_words[i];
        }
    }
    fail_unknown(parser, "phase", names, N_PHASE_WORDS);
    return NULL;
}

/* A phase that ends in a '}' needs no ';' behind it. */
static gboolean parse_phase(Parser *parser, guint64 *count)
{
    const PhaseWord *word = parse_word(parser);
    TokenKind next;

    if (!word || !parsers[word->follows](parser, word, count))
        return FALSE;
    next = parser->lexer.kind;
    if (word->follows > FOLLOWED_BY_NOTHING || next == TOKEN_BREAK || next == TOKEN_CLOSE ||
        next == TOKEN_END)
        return TRUE;
    return fail(parser, "';' or the end of the line");
}

/* Phases up to the end, or to the '}' that closes what the caller opened. */
static gboolean parse_phases(Parser *parser, gboolean in_braces, guint64 *count)
{
    TokenKind end = in_braces ? TOKEN_CLOSE : TOKEN_END;
    gboolean any = FALSE;
    guint64 more;

    *count = 0;
    lexer_skip_breaks(&parser->lexer);
    while (parser->lexer.kind != end) {
        if (parser->lexer.kind == TOKEN_END)
            return fail(parser, "a '}'");
        if (!parse_phase(parser, &more))
            return FALSE;
        *count = MIN(*count + more, G_MAXINT64);
        any = TRUE;
        lexer_skip_breaks(&parser->lexer);
    }
    if (in_braces && !any)
        return fail(parser, "a phase such as compute 10ms");
    lexer_advance(&parser->lexer);
    return TRUE;
}

Phases *phases_parse(const char *text, const Names *resources, guint *line, char **why)
{
    g_autoptr(Phases) phases = g_new0(Phases, 1);
    Parser parser = { .lexer = lexer_new(text), .phases = phases, .resources = resources };

    phases->steps = g_array_new(FALSE, FALSE, sizeof(Step));
    phases->draws = g_array_new(FALSE, FALSE, sizeof(Draw));
    if (parse_phases(&parser, FALSE, &phases->n_phases))
        return g_steal_pointer(&phases);
    *line = parser.line;
    *why = parser.why;
    return NULL;
}
