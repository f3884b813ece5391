/* SPDX-License-Identifier: Apache-2.0
 *
 * timex.c - finds time expressions: tries the patterns of "xx/time.txt" from
 * left to right.
 *
 * At each token, the patterns that can begin with it (a list that
 * timex_read.c made) are run, and the longest match wins; of two of the same
 * length the one that is first in the file. The search goes on behind it, so
 * expressions do not overlap.
 *
 * A pattern is a graph without cycles (timex_grammar.h). It is run by
 * backtracking: at a split, the other branch is put on a stack together with
 * the state - position and values stored so far - and is taken up when the
 * first one is finished. All branches are followed, for the longest match.
 * The stack and the number of steps are bounded, so one token costs a bounded
 * time whatever the data and the text are; what goes beyond is given up.
 */
#include <string.h>

#include "text/timex_grammar.h"

enum { STACK_LIMIT = 64, STEP_LIMIT = 4000 };

/* ---- numbers in tokens ---- */

typedef enum numeral_shape {
    NUMERAL_NONE,
    NUMERAL_INTEGER, /* "13": value, digits */
    NUMERAL_SUFFIX,  /* "1er", "1990s", "19th": value, suffixes */
    NUMERAL_CLOCK,   /* "7h44", "10:30", "3pm": value is the hour, second the minute or -1, suffixes */
    NUMERAL_DATE,    /* "12/03/2024": year, month, day in value, second, third */
} numeral_shape;

typedef struct numeral {
    uint8_t shape;
    unsigned digits, suffixes; /* suffixes: bits of suffix_kind */
    int32_t value, second, third;
} numeral;

/* Reads at most four digits; returns their number, 0 for more. */
static unsigned digits__read(const char **at, const char *end, int32_t *value)
{
    const char *p = *at;
    *value = 0;
    while (p < end && *p >= '0' && *p <= '9' && p - *at < 5) *value = *value * 10 + (*p++ - '0');
    unsigned n = (unsigned)(p - *at);
    *at = p;
    return n > 4 ? 0 : n;
}

static bool bytes__same(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] + 32) : a[i];
        if (c != b[i]) return false;
    }
    return true;
}

/* The suffixes that [p, end) is; where `kind` is not SUFFIX_KINDS, whether it
 * begins with one of that kind, whose length comes back in *size. */
static unsigned suffixes__match(const timex_lexicon *l, const char *p, const char *end, suffix_kind kind, size_t *size)
{
    unsigned found = 0;
    for (size_t i = 0; i < l->suffix_count; i++) {
        const timex_suffix *s = &l->suffixes[i];
        if (s->size > end - p || !bytes__same(p, s->text, s->size)) continue;
        if (kind == SUFFIX_KINDS ? s->size == end - p : s->kind == kind) {
            found |= 1u << s->kind;
            if (size != NULL) *size = s->size;
        }
    }
    return found;
}

/* "7h44", "10:30am" behind the hour's digits. */
static void numeral__clock(const timex_lexicon *l, numeral *n, const char *p, const char *end)
{
    size_t size = 0;
    if (n->digits > 2 || n->value > 24 || !suffixes__match(l, p, end, SUFFIX_CLOCK, &size)) return;
    p += size;
    n->second = -1;
    if (p < end) {
        if (digits__read(&p, end, &n->second) != 2 || n->second > 59) return;
    }
    if (p < end) {
        n->suffixes = suffixes__match(l, p, end, SUFFIX_KINDS, NULL) & (1u << SUFFIX_AM | 1u << SUFFIX_PM);
        if (n->suffixes == 0) return;
    }
    n->shape = NUMERAL_CLOCK;
}

/* "2024-03-12" behind its first digits; anything after a "T" is the time of
 * day and is left alone. */
static void numeral__date(const timex_lexicon *l, numeral *n, const char *p, const char *end)
{
    int32_t second, third;
    char mark = *p++;
    if (digits__read(&p, end, &second) == 0 || p >= end || *p++ != mark) return;
    unsigned digits = digits__read(&p, end, &third);
    if (digits == 0 || (p < end && *p != 'T')) return;
    int32_t year = n->value, month = second, day = third;
    if (n->digits != 4) {
        if (digits != 4) return;
        bool month_first = l->month_first;
        if ((month_first ? n->value : second) > 12) month_first = !month_first;
        year = third;
        month = month_first ? n->value : second;
        day = month_first ? second : n->value;
    }
    if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1) return;
    *n = (numeral){.shape = NUMERAL_DATE, .value = year, .second = month, .third = day};
}

static numeral numeral__read(const timex_lexicon *l, const char *p, const char *end)
{
    numeral n = {0};
    n.digits = digits__read(&p, end, &n.value);
    if (n.digits == 0) return n;
    if (p == end) {
        n.shape = NUMERAL_INTEGER;
        return n;
    }
    n.suffixes = suffixes__match(l, p, end, SUFFIX_KINDS, NULL) & ~(1u << SUFFIX_CLOCK);
    if (n.suffixes & (1u << SUFFIX_AM | 1u << SUFFIX_PM)) {
        if (n.digits <= 2 && n.value <= 12) n.shape = NUMERAL_CLOCK;
        n.second = -1;
    } else if (n.suffixes != 0) {
        n.shape = NUMERAL_SUFFIX;
    } else if (*p == '/' || *p == '-' || *p == '.') {
        numeral__date(l, &n, p, end);
    }
    if (n.shape == NUMERAL_NONE) numeral__clock(l, &n, p, end);
    return n;
}

static const char ROMAN_LETTERS[] = "IVXL";

/* "XIX" before the suffix of "XIXe": 19; 0 for none. */
static int32_t roman__read(const char **at, const char *end)
{
    static const int32_t VALUES[] = {1, 5, 10, 50};
    int32_t total = 0, last = 100;
    const char *p = *at, *letter;
    for (; p < end && *p != '\0' && (letter = strchr(ROMAN_LETTERS, *p)) != NULL && p - *at < 8; p++) {
        int32_t value = VALUES[letter - ROMAN_LETTERS];
        total += value > last ? value - 2 * last : value;
        last = value;
    }
    *at = p;
    return total;
}

/* ---- tokens ---- */

typedef struct matcher {
    const timex_lexicon *lexicon;
    const text *text;
    uint32_t first;    /* where the pattern is tried */
    uint32_t entry_at; /* the token that `entry` was looked up for */
    uint32_t entry;
    uint32_t numeral_at; /* the token that `numeral` was read from */
    numeral numeral;
} matcher;

typedef struct state {
    uint32_t node, at;
    uint32_t begin, end; /* of the expression; end UINT32_MAX: where the match ends */
    int32_t field[FIELD_LIMIT];
} state;

static const numeral *matcher__numeral(matcher *m, uint32_t at)
{
    if (m->numeral_at != at) {
        const token *t = &m->text->tokens[at];
        m->numeral_at = at;
        m->numeral = numeral__read(m->lexicon, m->text->bytes + t->start, m->text->bytes + t->end);
    }
    return &m->numeral;
}

/* The entry of the token's word, 0 for none and beyond the text. Nodes that
 * want words ask for the same token's again and again. */
static inline uint32_t matcher__word(matcher *m, uint32_t at)
{
    if (m->entry_at != at) {
        m->entry_at = at;
        m->entry = at < m->text->token_count ? WORD_GET(&m->lexicon->entry_of, m->text->tokens[at].word) : 0;
    }
    return m->entry;
}

static const timex_entry *matcher__entry(matcher *m, uint32_t at)
{
    uint32_t entry = matcher__word(m, at);
    return entry == 0 ? NULL : &m->lexicon->entries.items[entry];
}

/* Is the token written with a capital or without, as its word demands? */
static bool matcher__case_fits(const matcher *m, uint32_t at, const timex_entry *e)
{
    const token *t = &m->text->tokens[at];
    bool capital = t->flags & TOKEN_CAPITAL;
    if (e->flags & ENTRY_CAPITAL) return capital;
    if (!(e->flags & ENTRY_LOWER) || !capital || at == 0 || t->flags & (TOKEN_SENTENCE | TOKEN_ALL_CAPITALS))
        return true;
    return m->text->tokens[at - 1].kind != TOKEN_WORD;
}

/* The value of a token in a class, or -1. */
static int32_t matcher__class(matcher *m, uint32_t at, timex_class class)
{
    const timex_entry *e = matcher__entry(m, at);
    if (e == NULL || !(e->classes >> class & 1) || !matcher__case_fits(m, at, e)) return -1;
    return e->value[class];
}

/* An integer in digits or words, or -1. */
static int32_t matcher__number(matcher *m, uint32_t at, unsigned digits)
{
    const numeral *n = matcher__numeral(m, at);
    if (n->shape == NUMERAL_INTEGER) return n->digits <= digits ? n->value : -1;
    return matcher__class(m, at, CLASS_NUMBER);
}

static bool state__store(state *s, timex_field field, int32_t value)
{
    if (value >= 0) s->field[field] = value;
    return value >= 0;
}

static bool matcher__clock(matcher *m, uint32_t at, state *s)
{
    const numeral *n = matcher__numeral(m, at);
    if (n->shape != NUMERAL_CLOCK) return false;
    if (n->suffixes) s->field[FIELD_HALF] = n->suffixes >> SUFFIX_PM & 1 ? 2 : 1;
    s->field[FIELD_HOUR] = n->value;
    s->field[FIELD_MINUTE] = n->second;
    return true;
}

static bool matcher__date(matcher *m, uint32_t at, state *s)
{
    const numeral *n = matcher__numeral(m, at);
    if (n->shape != NUMERAL_DATE) return false;
    s->field[FIELD_YEAR] = n->value;
    s->field[FIELD_MONTH] = n->second;
    s->field[FIELD_DAY] = n->third;
    return true;
}

static bool matcher__decade(matcher *m, uint32_t at, state *s, bool suffixed)
{
    const numeral *n = matcher__numeral(m, at);
    if (suffixed ? n->shape != NUMERAL_SUFFIX || !(n->suffixes >> SUFFIX_DECADE & 1) : n->shape != NUMERAL_INTEGER)
        return false;
    if (n->value % 10 != 0 || n->value == 0 || (n->digits != 2 && n->digits != 4)) return false;
    s->field[FIELD_UNIT] = TIMEX_DECADE;
    s->field[FIELD_YEAR] = n->value;
    return true;
}

static bool matcher__century(matcher *m, uint32_t at, state *s)
{
    const numeral *n = matcher__numeral(m, at);
    int32_t century = n->shape == NUMERAL_SUFFIX && n->suffixes >> SUFFIX_CENTURY & 1 ? n->value : 0;
    if (n->shape == NUMERAL_NONE) {
        const char *p = m->text->bytes + m->text->tokens[at].start, *end = m->text->bytes + m->text->tokens[at].end;
        century = roman__read(&p, end);
        if (century > 0 && p < end && !(suffixes__match(m->lexicon, p, end, SUFFIX_KINDS, NULL) >> SUFFIX_CENTURY & 1))
            century = 0;
    }
    if (century < 2 || century > 21) return false;
    s->field[FIELD_UNIT] = TIMEX_CENTURY;
    s->field[FIELD_YEAR] = (century - 1) * 100;
    return true;
}

static bool matcher__day(matcher *m, uint32_t at, state *s)
{
    const numeral *n = matcher__numeral(m, at);
    bool ordinal = n->shape == NUMERAL_SUFFIX && n->suffixes >> SUFFIX_ORDINAL & 1;
    int32_t day = ordinal || n->shape == NUMERAL_INTEGER ? n->value : matcher__class(m, at, CLASS_ORDINAL);
    return day >= 1 && day <= 31 && n->digits <= 2 && state__store(s, FIELD_DAY, day);
}

static bool matcher__year(matcher *m, uint32_t at, state *s, bool any)
{
    const numeral *n = matcher__numeral(m, at);
    if (n->shape != NUMERAL_INTEGER || n->value < 1) return false;
    return (any || (n->value >= 1000 && n->value < 2200)) && state__store(s, FIELD_YEAR, n->value);
}

static bool matcher__unit(matcher *m, uint32_t at, state *s, bool of_time)
{
    int32_t unit = matcher__class(m, at, CLASS_UNIT);
    return unit >= 0 && (unit < TIMEX_DAY) == of_time && state__store(s, FIELD_UNIT, unit);
}

static bool matcher__in_class(matcher *m, uint32_t at, state *s, timex_class class)
{
    static const timex_field FIELDS[] = {[CLASS_MONTH] = FIELD_MONTH,
                                         [CLASS_WEEKDAY] = FIELD_WEEKDAY,
                                         [CLASS_PART] = FIELD_PART,
                                         [CLASS_SEASON] = FIELD_SEASON,
                                         [CLASS_ORDINAL] = FIELD_DAY};
    if (class == CLASS_UNIT) return matcher__unit(m, at, s, false);
    int32_t value = matcher__class(m, at, class);
    if (class == CLASS_STOP) return value >= 0;
    return state__store(s, class == CLASS_NUMBER ? FIELD_COUNT : FIELDS[class], value);
}

static bool matcher__noun(matcher *m, uint32_t at, bool small)
{
    const token *t = &m->text->tokens[at];
    return t->kind == TOKEN_WORD && !(small && t->flags & TOKEN_CAPITAL) && matcher__class(m, at, CLASS_STOP) < 0;
}

static bool token__is_mark(const matcher *m, uint32_t at, int32_t mark)
{
    const token *t = &m->text->tokens[at];
    return t->end - t->start == 1 && m->text->bytes[t->start] == mark;
}

/* Is the token what `node` takes? Stores its value. */
static bool matcher__takes(matcher *m, const timex_node *node, uint32_t at, state *s)
{
    int32_t number;
    switch ((timex_op)node->op) {
    case OP_WORD: return matcher__word(m, at) == (uint32_t)node->value;
    case OP_MARK: return token__is_mark(m, at, node->value);
    case OP_CLASS: return matcher__in_class(m, at, s, (timex_class)node->value);
    case OP_TIME_UNIT: return matcher__unit(m, at, s, true);
    case OP_NUMBER:
        number = matcher__number(m, at, 4);
        return number >= 0 && s->field[FIELD_COUNT] < 10000 &&
               state__store(s, FIELD_COUNT, s->field[FIELD_COUNT] + number);
    case OP_YEAR: return matcher__year(m, at, s, false);
    case OP_ANY_YEAR: return matcher__year(m, at, s, true);
    case OP_DAY: return matcher__day(m, at, s);
    case OP_MONTH_NUMBER:
        number = matcher__number(m, at, 2);
        return number >= 1 && number <= 12 && state__store(s, FIELD_MONTH, number);
    case OP_HOUR: number = matcher__number(m, at, 2); return number <= 24 && state__store(s, FIELD_HOUR, number);
    case OP_MINUTE: number = matcher__number(m, at, 2); return number <= 59 && state__store(s, FIELD_MINUTE, number);
    case OP_CLOCK: return matcher__clock(m, at, s);
    case OP_DATE: return matcher__date(m, at, s);
    case OP_DECADE: return matcher__decade(m, at, s, false);
    case OP_DECADES: return matcher__decade(m, at, s, true);
    case OP_CENTURY: return matcher__century(m, at, s);
    case OP_NOUN: return matcher__noun(m, at, false);
    case OP_SMALL: return matcher__noun(m, at, true);
    default: return false;
    }
}

/* How many tokens from `at` on lie before the next comma; 0 when there is
 * none near or something else ends the clause. */
static uint32_t matcher__clause(const matcher *m, uint32_t at)
{
    const text *t = m->text;
    for (uint32_t i = at; i < t->token_count && i - at <= CLAUSE_LIMIT; i++) {
        if (i > at && t->tokens[i].flags & TOKEN_SENTENCE) return 0;
        switch ((punct)t->tokens[i].punct) {
        case PUNCT_COMMA: return i - at;
        case PUNCT_NONE:
        case PUNCT_HYPHEN:
        case PUNCT_SLASH:
        case PUNCT_MARK: break;
        default: return 0;
        }
    }
    return 0;
}

static bool matcher__at_start(const matcher *m, uint32_t at)
{
    const token *t = m->text->tokens;
    if (at == 0 || t[at].flags & (TOKEN_SENTENCE | TOKEN_PARAGRAPH)) return true;
    return t[at - 1].kind == TOKEN_PUNCT && t[at - 1].punct != PUNCT_HYPHEN && t[at - 1].punct != PUNCT_SLASH;
}

/* ---- running a pattern ---- */

/* Is there a token at the state's position, in the same sentence? */
static inline bool matcher__goes_on(const matcher *m, const state *s)
{
    return s->at < m->text->token_count && !(s->at > m->first && (m->text->tokens[s->at].flags & TOKEN_SENTENCE) != 0);
}

/* Takes the token at the state's position, or the clause there. */
static bool matcher__consume(matcher *m, const timex_node *node, state *s)
{
    if (!matcher__goes_on(m, s)) return false;
    uint32_t taken;
    if (node->op == OP_CLAUSE) {
        taken = matcher__clause(m, s->at);
    } else if (node->silent) {
        state scratch = *s;
        taken = matcher__takes(m, node, s->at, &scratch);
    } else {
        taken = matcher__takes(m, node, s->at, s);
    }
    s->at += taken;
    return taken > 0;
}

/* May a branch that begins with `node` match at token `at`? Most branches are
 * words, and most words are others: these need not be followed at all. */
static inline bool matcher__may_begin(matcher *m, const timex_node *node, uint32_t at)
{
    if (node->op == OP_WORD) return matcher__word(m, at) == (uint32_t)node->value;
    if (node->op == OP_CLASS) {
        uint32_t entry = matcher__word(m, at);
        return entry != 0 && (m->lexicon->entries.items[entry].classes >> node->value & 1);
    }
    return node->op != OP_MARK || (at < m->text->token_count && token__is_mark(m, at, node->value));
}

/* Follows a state to its end, leaving other branches on the stack. Returns
 * whether the pattern matched. */
static bool matcher__follow(matcher *m, state *s, state *stack, unsigned *depth, unsigned *steps)
{
    const timex_node *nodes = m->lexicon->nodes.items;
    for (;;) {
        const timex_node *node = &nodes[s->node];
        if (++*steps > STEP_LIMIT) return false;
        s->node = node->next;
        switch ((timex_op)node->op) {
        case OP_ACCEPT: return true;
        case OP_SPLIT:
            if (!matcher__may_begin(m, &nodes[node->next], s->at)) { /* the other branch, or none */
                s->node = node->other;
                break;
            }
            if (*depth < STACK_LIMIT && matcher__may_begin(m, &nodes[node->other], s->at)) {
                stack[*depth] = *s;
                stack[(*depth)++].node = node->other;
            }
            break;
        case OP_WORD:
            if (matcher__word(m, s->at) != (uint32_t)node->value || !matcher__goes_on(m, s)) return false;
            s->at++;
            break;
        case OP_SET: s->field[node->field] = node->value; break;
        case OP_NOT: {
            state scratch = *s;
            if (s->at < m->text->token_count && matcher__takes(m, &nodes[node->other], s->at, &scratch)) return false;
            break;
        }
        case OP_START:
            if (s->at >= m->text->token_count || !matcher__at_start(m, s->at)) return false;
            break;
        case OP_BEGIN: s->begin = s->at; break;
        case OP_END: s->end = s->at; break;
        default:
            if (!matcher__consume(m, node, s)) return false;
        }
    }
}

/* Puts a state's values into the form that timex.h describes. */
static timex state__finish(const state *s)
{
    const int32_t *f = s->field;
    timex x = {
        .tokens = {s->begin, s->end},
        .year = f[FIELD_YEAR],
        .month = f[FIELD_MONTH],
        .day = f[FIELD_DAY],
        .weekday = f[FIELD_WEEKDAY],
        .hour = f[FIELD_HOUR],
        .minute = f[FIELD_MINUTE],
        .offset = f[FIELD_OFFSET],
        .count = f[FIELD_COUNT],
        .unit = (uint8_t)f[FIELD_UNIT],
        .direction = (uint8_t)f[FIELD_DIRECTION],
        .part = (uint8_t)f[FIELD_PART],
        .season = (uint8_t)f[FIELD_SEASON],
        .from_previous = f[FIELD_FROM] != 0,
    };
    bool in_day = x.hour >= 0 || (x.part >= TIMEX_MORNING && x.part <= TIMEX_NIGHT);
    x.kind = in_day ? TIMEX_TIME : TIMEX_DATE;
    if (f[FIELD_SIGN] != 0) { /* "three days ago" */
        if (x.count > 0)
            x.offset = f[FIELD_SIGN] * x.count;
        else
            x.kind = TIMEX_VAGUE;
        x.count = 0;
    }
    if (f[FIELD_KIND] != 0) x.kind = (uint8_t)(f[FIELD_KIND] - 1);
    if (f[FIELD_HALF] == 2 && x.hour >= 1 && x.hour < 12) x.hour += 12;
    if (f[FIELD_HALF] == 1 && x.hour == 12) x.hour = 0;
    return x;
}

/* Runs the pattern that starts at node `start` at token `at`; a match that
 * ends behind *end replaces *best. */
static void matcher__run(matcher *m, uint32_t start, uint32_t at, uint32_t *end, state *best)
{
    state stack[STACK_LIMIT];
    unsigned depth = 1, steps = 0;
    m->first = at;
    stack[0] = (state){.node = start, .at = at, .begin = at, .end = UINT32_MAX};
    stack[0].field[FIELD_HOUR] = stack[0].field[FIELD_MINUTE] = -1;
    stack[0].field[FIELD_OFFSET] = TIMEX_NO_OFFSET;
    while (depth > 0) {
        state s = stack[--depth];
        if (!matcher__follow(m, &s, stack, &depth, &steps)) continue;
        if (s.end == UINT32_MAX) s.end = s.at;
        if (s.end <= *end || s.end <= s.begin) continue;
        *end = s.end;
        *best = s;
    }
}

/* The token behind the one where a match is tried. */
typedef struct second {
    bool number, roman;
    uint32_t entry; /* 0 for none */
} second;

static second matcher__second(const matcher *m, uint32_t at)
{
    if (at >= m->text->token_count) return (second){0};
    const token *t = &m->text->tokens[at];
    unsigned char first = (unsigned char)m->text->bytes[t->start];
    return (second){.number = first >= '0' && first <= '9',
                    .roman = first != 0 && strchr(ROMAN_LETTERS, first) != NULL,
                    .entry = WORD_GET(&m->lexicon->entry_of, t->word)};
}

static bool second__may_follow(const second *s, const timex_follow *f)
{
    return f->nothing || f->any || (s->number && f->number) || (s->roman && f->roman) ||
           (s->entry != 0 && f->words[s->entry / 64 % FOLLOW_SIZE] >> s->entry % 64 & 1);
}

/* The longest match at a token; `end` is left at `at` where there is none. */
static void matcher__try(matcher *m, uint32_t at, uint32_t *end, state *best)
{
    const timex_lexicon *lexicon = m->lexicon;
    const token *t = &m->text->tokens[at];
    unsigned char first = (unsigned char)m->text->bytes[t->start];
    uint32_t entry = WORD_GET(&lexicon->entry_of, t->word);
    bool number = first >= '0' && first <= '9';
    uint32_t link = lexicon->entries.items[number ? 0 : entry].first_link;
    if ((entry == 0 && !number) || link == 0) return;
    second next = matcher__second(m, at + 1);
    for (; link != 0; link = lexicon->links.items[link].next)
        if (second__may_follow(&next, &lexicon->links.items[link].follow))
            matcher__run(m, lexicon->links.items[link].start, at, end, best);
}

void timex_find(arena *a, const timex_lexicon *lexicon, const text *t, timex_list *out)
{
    matcher m = {.lexicon = lexicon, .text = t, .numeral_at = UINT32_MAX, .entry_at = UINT32_MAX};
    for (uint32_t at = 0; at < t->token_count;) {
        uint32_t end = at;
        state best;
        matcher__try(&m, at, &end, &best);
        if (end > at) VEC_PUSH(a, out, state__finish(&best));
        at = end > at ? end : at + 1;
    }
}
