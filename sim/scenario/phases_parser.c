/* phases_parser - reads the phases of a task. */
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "draw_parser.h"
#include "phases_steps.h"

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
} Parser;

/* D: a duration or a draw. */
static gboolean parse_duration(Parser *parser, Step *step)
{
    const char *names[N_DRAW_KINDS];
    Lexer ahead = parser->lexer;

    for (DrawKind kind = 0; kind < N_DRAW_KINDS; kind++) {
        names[kind] = draw_words[kind].name;
        if (!lexer_is(&parser->lexer, names[kind]))
            continue;
        Draw draw;
        gboolean good = draw_parse(&parser->lexer, kind, &draw);
        step->draws = TRUE;
        step->index = parser->phases->draws->len;
        g_array_append_val(parser->phases->draws, draw);
        return good;
    }
    lexer_advance(&ahead);
    if (parser->lexer.kind == TOKEN_WORD && ahead.kind == TOKEN_LEFT)
        return lexer_unknown(&parser->lexer, "distribution", names, N_DRAW_KINDS);
    return duration_parse(&parser->lexer, &step->value);
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
    if (!lexer_take(&parser->lexer, TOKEN_OPEN, "'{'"))
        return FALSE;
    if (++parser->depth > PHASES_DEEPEST)
        return lexer_fail(&parser->lexer, "braces within braces, %d deep; expected at most %d", parser->depth,
                          PHASES_DEEPEST);
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
    char name[LEXER_LONGEST_WORD];
    gint resource;
    Step step = { .kind = PHASE_USE };

    if (parser->lexer.kind != TOKEN_WORD)
        return lexer_expected(&parser->lexer, "the name of a resource");
    resource = names_find(parser->resources, lexer_word(&parser->lexer, name));
    if (resource < 0) {
        g_autofree char *complaint = names_complaint(parser->resources, "resource", name);
        return lexer_fail(&parser->lexer, "%s", complaint);
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
    char text[LEXER_LONGEST_WORD];
    gint64 times;

    if (parser->lexer.kind != TOKEN_WORD || !number_integer(lexer_word(&parser->lexer, text), &times) ||
        times < 0)
        return lexer_expected(&parser->lexer, "how often to repeat, a number from 0,");
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
        lexer_expected(&parser->lexer, "a phase such as compute 10ms");
        return NULL;
    }
    for (guint i = 0; i < N_PHASE_WORDS; i++) {
        names[i] = phase_words[i].name;
        if (lexer_is(&parser->lexer, names[i])) {
            lexer_advance(&parser->lexer);
            return &phase_words[i];
        }
    }
    lexer_unknown(&parser->lexer, "phase", names, N_PHASE_WORDS);
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
    return lexer_expected(&parser->lexer, "';' or the end of the line");
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
            return lexer_expected(&parser->lexer, "a '}'");
        if (!parse_phase(parser, &more))
            return FALSE;
        *count = MIN(*count + more, G_MAXINT64);
        any = TRUE;
        lexer_skip_breaks(&parser->lexer);
    }
    if (in_braces && !any)
        return lexer_expected(&parser->lexer, "a phase such as compute 10ms");
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
    *line = parser.lexer.line;
    *why = parser.lexer.why;
    return NULL;
}
