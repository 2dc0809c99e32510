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

char *lexer_text(const Lexer *lexer)
{
    return g_strndup(lexer->begin, lexer->length);
}

char *lexer_describe(const Lexer *lexer)
{
    g_autofree char *text = lexer_text(lexer);
    g_autofree char *quoted = nearest_quote(text);

    if (lexer->kind == TOKEN_END)
        return g_strdup("the end");
    if (lexer->kind == TOKEN_BREAK)
        return g_strdup(*lexer->begin == ';' ? "';'" : "the end of the line");
    return g_strdup_printf("'%s'", quoted);
}
