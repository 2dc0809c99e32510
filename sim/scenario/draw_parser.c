/* draw_parser - reads durations, and distributions with what stands between their parentheses. */
#include "draw_parser.h"

#include <string.h>

#include "base/nearest.h"
#include "base/number.h"

gboolean duration_parse(Lexer *lexer, SimTime *duration)
{
    char text[LEXER_LONGEST_WORD];
    const char *complaint;

    if (lexer->kind != TOKEN_WORD)
        return lexer_expected(lexer, "a duration such as 10ms");
    if (!simtime_parse(lexer_word(lexer, text), duration, &complaint)) {
        g_autofree char *quoted = nearest_quote(text);
        return lexer_fail(lexer, "'%s': %s", quoted, complaint);
    }
    lexer_advance(lexer);
    return TRUE;
}

static gboolean parse_number(Lexer *lexer, double *number)
{
    char text[LEXER_LONGEST_WORD];

    if (lexer->kind != TOKEN_WORD || !number_decimal(lexer_word(lexer, text), number))
        return lexer_expected(lexer, "a number such as 0.5");
    lexer_advance(lexer);
    return TRUE;
}

/* "90%" behind a choice, where there is one; *GIVEN counts them. */
static gboolean parse_share(Lexer *lexer, double *percent, guint *given)
{
    char text[LEXER_LONGEST_WORD];
    gsize length;

    if (lexer->kind != TOKEN_WORD)
        return TRUE;
    length = strlen(lexer_word(lexer, text));
    if (text[length - 1] == '%')
        text[length - 1] = '\0';
    else
        text[0] = '\0';
    if (!number_decimal(text, percent))
        return lexer_expected(lexer, "a comma or a share such as 90%");
    ++*given;
    lexer_advance(lexer);
    return TRUE;
}

static gboolean check_shares(Lexer *lexer, GArray *choices, guint given)
{
    double sum = 0;

    if (given && given < choices->len)
        return lexer_fail(lexer, "choice with a share for some only, expected one for all or for none");
    for (guint i = 0; i < choices->len; i++) {
        Choice *choice = &g_array_index(choices, Choice, i);
        sum += given ? choice->up_to : 1;
        choice->up_to = sum / (given ? 100 : choices->len);
    }
    if (given && (sum < 100 - 1e-9 || sum > 100 + 1e-9))
        return lexer_fail(lexer, "choice with shares of %s%% in all, expected 100%%",
                          g_ascii_formatd((char[32]){ 0 }, 32, "%.10g", sum));
    return TRUE;
}

static gboolean parse_choices(Lexer *lexer, Draw *draw)
{
    guint given = 0;

    draw->choices = g_array_new(FALSE, TRUE, sizeof(Choice));
    do {
        Choice choice = { 0, 0 };
        if (draw->choices->len)
            lexer_advance(lexer);
        lexer_skip_lines(lexer);
        if (!duration_parse(lexer, &choice.duration) || !parse_share(lexer, &choice.up_to, &given))
            return FALSE;
        g_array_append_val(draw->choices, choice);
        lexer_skip_lines(lexer);
    } while (lexer->kind == TOKEN_COMMA);
    return check_shares(lexer, draw->choices, given);
}

static gboolean parse_second(Lexer *lexer, const DrawWord *word, Draw *draw)
{
    SimTime duration = 0;
    gboolean good;

    lexer_skip_lines(lexer);
    if (!lexer_take(lexer, TOKEN_COMMA, "a comma"))
        return FALSE;
    lexer_skip_lines(lexer);
    if (word->parameters == PARAMETERS_DURATIONS) {
        good = duration_parse(lexer, &duration);
        draw->second = (double)duration;
    } else {
        good = parse_number(lexer, &draw->second);
    }
    if (good && draw->kind == DRAW_UNIFORM && draw->second < draw->first)
        return lexer_fail(lexer, "uniform with HIGH below LOW, expected %s", word->usage);
    if (good && draw->kind == DRAW_PARETO && draw->second <= 0)
        return lexer_fail(lexer, "pareto with ALPHA 0, expected it above 0");
    return good;
}

gboolean draw_parse(Lexer *lexer, DrawKind kind, Draw *draw)
{
    const DrawWord *word = &draw_words[kind];
    SimTime first = 0;

    *draw = (Draw){ .kind = kind };
    lexer_advance(lexer);
    if (!lexer_take(lexer, TOKEN_LEFT, word->usage))
        return FALSE;
    lexer_skip_lines(lexer);
    if (word->parameters == PARAMETERS_CHOICES)
        return parse_choices(lexer, draw) && lexer_take(lexer, TOKEN_RIGHT, "a comma or ')'");
    if (!duration_parse(lexer, &first))
        return FALSE;
    draw->first = (double)first;
    if (word->parameters != PARAMETERS_DURATION && !parse_second(lexer, word, draw))
        return FALSE;
    lexer_skip_lines(lexer);
    return lexer_take(lexer, TOKEN_RIGHT, "')'");
}
