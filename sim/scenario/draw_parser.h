/* draw_parser - reads durations, and distributions with what stands between their parentheses. */
#pragma once

#include "base/lexer.h"
#include "draw.h"

/* Reads the duration that LEXER is at. FALSE with LEXER's complaint. */
gboolean duration_parse(Lexer *lexer, SimTime *duration);

/* Reads the distribution of KIND, at whose name LEXER is, into DRAW, whose choices are the caller's even where
 * it fails. FALSE with LEXER's complaint. */
gboolean draw_parse(Lexer *lexer, DrawKind kind, Draw *draw);
