/* lexer - words, numbers and punctuation of a value that has a grammar: phases. */
#include "lexer.h"

#include <string.h>

#include "nearest.h"

static TokenKind punctuation(char c)
{
    switch (c) {
    case '{':
        return TOKEN_OPEN;
    case '}':
        return TOKEN_CLOSE;
    case '(':
        return TOKEN_LEFT;
    case ')':
        return TOKEN_RIGHT;
    case ',':
        return TOKEN_COMMA;
    case ';':
    case '\n':
    case LEXER_LINE_INSIDE:
        return TOKEN_BREAK;
    case '\0':
        return TOKEN_END;
    default:
        return TOKEN_WORD;
    }
}

static const char *skip_blanks(const char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    return text;
}

void lexer_advance(Lexer *lexer)
{
    const char *text = skip_blanks(lexer->next);

    lexer->line = lexer->next_line;
    lexer->begin = text;
    lexer->kind = punctuation(*text);
    if (lexer->kind == TOKEN_BREAK) {
        for (; punctuation(*text) == TOKEN_BREAK; text = skip_blanks(text + 1))
            lexer->next_line += *text == '\n';
    } else if (lexer->kind == TOKEN_WORD) {
        while (*text != ' ' && *text != '\t' && punctuation(*text) == TOKEN_WORD)
            text++;
    } else if (lexer->kind != TOKEN_END) {
        text++;
    }
    lexer->length = (gsize)(text - lexer->begin);
    lexer->next = text;
}

void lexer_skip_breaks(Lexer *lexer)
{
    if (lexer->kind == TOKEN_BREAK)
        lexer_advance(lexer);
}

void lexer_skip_lines(Lexer *lexer)
{
    if (lexer->kind == TOKEN_BREAK && !memchr(lexer->begin, ';', lexer->length))
        lexer_advance(lexer);
}

Lexer lexer_new(const char *text)
{
    Lexer lexer = { .next = text };

    lexer_advance(&lexer);
    return lexer;
}

gboolean lexer_is(const Lexer *lexer, const char *word)
{
    return lexer->kind == TOKEN_WORD && strncmp(lexer->begin, word, lexer->length) == 0 &&
           !word[lexer->length];
}

const char *lexer_word(const Lexer *lexer, char text[LEXER_LONGEST_WORD])
{
    gsize length = MIN(lexer->length, LEXER_LONGEST_WORD - 1);

    memcpy(text, lexer->begin, length);
    text[length] = '\0';
    return text;
}

gboolean lexer_take(Lexer *lexer, TokenKind kind, const char *expected)
{
    if (lexer->kind != kind)
        return lexer_expected(lexer, expected);
    lexer_advance(lexer);
    return TRUE;
}

gboolean lexer_fail(Lexer *lexer, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_free(lexer->why);
    lexer->why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return FALSE;
}

gboolean lexer_expected(Lexer *lexer, const char *expected)
{
    char text[LEXER_LONGEST_WORD];
    g_autofree char *quoted = nearest_quote(lexer_word(lexer, text));

    if (lexer->kind == TOKEN_END)
        return lexer_fail(lexer, "the end stands where %s is expected", expected);
    if (lexer->kind == TOKEN_BREAK && *lexer->begin != ';')
        return lexer_fail(lexer, "the end of the line stands where %s is expected", expected);
    return lexer_fail(lexer, "'%s' stands where %s is expected", lexer->kind == TOKEN_BREAK ? ";" : quoted,
                      expected);
}

gboolean lexer_unknown(Lexer *lexer, const char *what, const char *const *candidates, gsize n)
{
    char text[LEXER_LONGEST_WORD];
    g_autofree char *complaint = nearest_complaint(what, lexer_word(lexer, text), candidates, n);

    return lexer_fail(lexer, "%s", complaint);
}
