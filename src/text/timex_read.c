/* SPDX-License-Identifier: Apache-2.0
 *
 * timex_read.c - reads "xx/time.txt" and compiles its patterns.
 *
 * The pattern language is in timex_grammar.h. A pattern is parsed into a
 * small tree by recursive descent, and the tree is compiled from its end to
 * its start: every node is made with the node that follows it already known,
 * so there is nothing to patch afterwards. A defined pattern is compiled anew
 * wherever it is used; TIMEX_NODE_LIMIT keeps data that nest definitions in
 * definitions from growing without end.
 *
 * Last, timex_index.c enters each pattern where it can begin.
 */
#include <stdlib.h>
#include <string.h>

#include "text/timex_grammar.h"

typedef enum tree_kind { TREE_ATOM, TREE_SEQUENCE, TREE_EITHER, TREE_OPTIONAL, TREE_NOTHING } tree_kind;

typedef struct tree {
    uint8_t kind;
    timex_node atom;
    struct tree *left, *right;
} tree;

typedef struct definition {
    const char *name;
    size_t size;
    tree *body;
} definition;

typedef struct reader {
    arena *arena;
    vocabulary *words;
    timex_lexicon *lexicon;
    VEC(definition) definitions;
    VEC(uint32_t) starts; /* the patterns' first nodes */
    const char *at, *end; /* of the pattern being parsed */
    unsigned depth;
    bool failed;
} reader;

/* ---- names ---- */

typedef struct name {
    const char *text;
    int32_t value;
} name;

static const name CLASS_NAMES[] = {
    {"month", CLASS_MONTH},     {"weekday", CLASS_WEEKDAY}, {"unit", CLASS_UNIT},
    {"part", CLASS_PART},       {"season", CLASS_SEASON},   {"number", CLASS_NUMBER},
    {"ordinal", CLASS_ORDINAL}, {"stop", CLASS_STOP},       {NULL, 0},
};
static const name UNIT_NAMES[] = {
    {"minute", TIMEX_MINUTE}, {"hour", TIMEX_HOUR},     {"day", TIMEX_DAY},         {"weekend", TIMEX_WEEKEND},
    {"week", TIMEX_WEEK},     {"month", TIMEX_MONTH},   {"quarter", TIMEX_QUARTER}, {"season", TIMEX_SEASON},
    {"year", TIMEX_YEAR},     {"decade", TIMEX_DECADE}, {"century", TIMEX_CENTURY}, {NULL, 0},
};
static const name PART_NAMES[] = {
    {"morning", TIMEX_MORNING}, {"midday", TIMEX_MIDDAY}, {"afternoon", TIMEX_AFTERNOON},
    {"evening", TIMEX_EVENING}, {"night", TIMEX_NIGHT},   {"start", TIMEX_START},
    {"middle", TIMEX_MIDDLE},   {"end", TIMEX_END},       {NULL, 0},
};
static const name SEASON_NAMES[] = {
    {"spring", TIMEX_SPRING}, {"summer", TIMEX_SUMMER}, {"autumn", TIMEX_AUTUMN}, {"winter", TIMEX_WINTER}, {NULL, 0},
};
static const name DIRECTION_NAMES[] = {
    {"past", TIMEX_PAST},
    {"future", TIMEX_FUTURE},
    {"near", TIMEX_NEAR},
    {NULL, 0},
};
static const name KIND_NAMES[] = {
    {"date", TIMEX_DATE + 1}, {"time", TIMEX_TIME + 1},   {"duration", TIMEX_DURATION + 1},
    {"set", TIMEX_SET + 1},   {"vague", TIMEX_VAGUE + 1}, {NULL, 0},
};
static const name FROM_NAMES[] = {{"previous", 1}, {NULL, 0}};
static const name HALF_NAMES[] = {{"am", 1}, {"pm", 2}, {NULL, 0}};
static const name FIELD_NAMES[] = {
    {"year", FIELD_YEAR},
    {"month", FIELD_MONTH},
    {"day", FIELD_DAY},
    {"weekday", FIELD_WEEKDAY},
    {"hour", FIELD_HOUR},
    {"minute", FIELD_MINUTE},
    {"offset", FIELD_OFFSET},
    {"unit", FIELD_UNIT},
    {"dir", FIELD_DIRECTION},
    {"part", FIELD_PART},
    {"season", FIELD_SEASON},
    {"from", FIELD_FROM},
    {"kind", FIELD_KIND},
    {"count", FIELD_COUNT},
    {"sign", FIELD_SIGN},
    {"half", FIELD_HALF},
    {NULL, 0},
};
static const name ELEMENT_NAMES[] = {
    {"timeunit", OP_TIME_UNIT}, {"number", OP_NUMBER}, {"year", OP_YEAR},
    {"anyyear", OP_ANY_YEAR},   {"day", OP_DAY},       {"mon", OP_MONTH_NUMBER},
    {"hour", OP_HOUR},          {"minute", OP_MINUTE}, {"clock", OP_CLOCK},
    {"date", OP_DATE},          {"decade", OP_DECADE}, {"decades", OP_DECADES},
    {"century", OP_CENTURY},    {"noun", OP_NOUN},     {"clause", OP_CLAUSE},
    {"start", OP_START},        {"small", OP_SMALL},   {NULL, 0},
};
static const name SUFFIX_NAMES[] = {
    {"ordinal", SUFFIX_ORDINAL}, {"clock", SUFFIX_CLOCK},     {"am", SUFFIX_AM}, {"pm", SUFFIX_PM},
    {"decade", SUFFIX_DECADE},   {"century", SUFFIX_CENTURY}, {NULL, 0},
};

/* The value of a name, or a number, or `otherwise`. */
static int32_t name__value(const name *names, const char *chars, size_t size, int32_t otherwise)
{
    for (; names != NULL && names->text != NULL; names++)
        if (strlen(names->text) == size && memcmp(names->text, chars, size) == 0) return names->value;
    int32_t value = 0, sign = 1;
    size_t i = 0;
    if (size > 1 && chars[0] == '-') {
        sign = -1;
        i = 1;
    }
    if (i == size || size - i > 5) return otherwise;
    for (; i < size; i++) {
        if (chars[i] < '0' || chars[i] > '9') return otherwise;
        value = value * 10 + (chars[i] - '0');
    }
    return sign * value;
}

static const name *field__names(timex_field field)
{
    switch (field) {
    case FIELD_UNIT: return UNIT_NAMES;
    case FIELD_DIRECTION: return DIRECTION_NAMES;
    case FIELD_PART: return PART_NAMES;
    case FIELD_SEASON: return SEASON_NAMES;
    case FIELD_FROM: return FROM_NAMES;
    case FIELD_KIND: return KIND_NAMES;
    case FIELD_HALF: return HALF_NAMES;
    default: return NULL;
    }
}

/* Beyond these a value could not have come from the words of a chars. */
static bool field__holds(timex_field field, int32_t value)
{
    switch (field) {
    case FIELD_MONTH: return value >= 1 && value <= 12;
    case FIELD_DAY: return value >= 1 && value <= 31;
    case FIELD_WEEKDAY: return value >= 1 && value <= 7;
    case FIELD_HOUR: return value >= 0 && value <= 24;
    case FIELD_MINUTE: return value >= 0 && value <= 59;
    case FIELD_YEAR: return value >= 1 && value <= 9999;
    case FIELD_UNIT: return value >= 0 && value <= TIMEX_CENTURY;
    case FIELD_DIRECTION: return value >= 0 && value <= TIMEX_NEAR;
    case FIELD_PART: return value >= 0 && value <= TIMEX_END;
    case FIELD_SEASON: return value >= 0 && value <= TIMEX_WINTER;
    case FIELD_KIND: return value >= 0 && value <= TIMEX_VAGUE + 1;
    case FIELD_FROM: return value == 0 || value == 1;
    case FIELD_HALF: return value >= 0 && value <= 2;
    case FIELD_SIGN: return value == 1 || value == -1;
    default: return value > -10000 && value < 10000;
    }
}

/* ---- words and suffixes ---- */

/* The number of a word's entry; 0 when there are too many. */
static uint32_t reader__entry(reader *r, const char *chars, size_t size)
{
    timex_lexicon *lexicon = r->lexicon;
    uint32_t word = vocabulary_intern(r->words, chars, size);
    uint32_t entry = WORD_GET(&lexicon->entry_of, word);
    if (entry != 0) return entry;
    if (lexicon->entries.count >= UINT16_MAX) {
        r->failed = true;
        return 0;
    }
    entry = (uint32_t)lexicon->entries.count;
    VEC_PUSH(r->arena, &lexicon->entries, (timex_entry){0});
    WORD_SET(r->arena, &lexicon->entry_of, word, (uint16_t)entry);
    return entry;
}

static void reader__words(reader *r, const resource_line *line)
{
    static const name *const VALUES[CLASS_COUNT] = {
        [CLASS_UNIT] = UNIT_NAMES, [CLASS_PART] = PART_NAMES, [CLASS_SEASON] = SEASON_NAMES};
    static const timex_field FIELDS[CLASS_COUNT] = {FIELD_MONTH,  FIELD_WEEKDAY, FIELD_UNIT, FIELD_PART,
                                                    FIELD_SEASON, FIELD_COUNT,   FIELD_DAY,  FIELD_COUNT};
    const char *chars = line->field[0].text;
    const char *colon = memchr(chars, ':', line->field[0].size);
    size_t size = colon ? (size_t)(colon - chars) : line->field[0].size;
    size_t flag_size = colon ? line->field[0].size - size - 1 : 0;
    uint32_t flags = 0;
    if (flag_size == 7 && memcmp(colon, ":capital", 8) == 0)
        flags = ENTRY_CAPITAL;
    else if (flag_size == 5 && memcmp(colon, ":lower", 6) == 0)
        flags = ENTRY_LOWER;
    else if (colon != NULL)
        r->failed = true;
    int32_t class = name__value(CLASS_NAMES, chars, size, -1);
    if (class < 0 || class >= CLASS_COUNT || line->count < 2) {
        r->failed = true;
        return;
    }
    size_t first = class == CLASS_STOP ? 1 : 2; /* stop words have no value */
    int32_t value = class == CLASS_STOP ? 1 : name__value(VALUES[class], line->field[1].text, line->field[1].size, -1);
    if (value < 0 || !field__holds(FIELDS[class], value)) r->failed = true;
    for (size_t i = first; i < line->count && !r->failed; i++) {
        if (line->field[i].size == 0) continue;
        uint32_t entry = reader__entry(r, line->field[i].text, line->field[i].size);
        timex_entry *e = &r->lexicon->entries.items[entry];
        e->classes |= 1u << class;
        e->flags |= flags;
        e->value[class] = (int16_t)value;
    }
}

static void reader__suffixes(reader *r, const resource_line *line)
{
    int32_t kind = name__value(SUFFIX_NAMES, line->field[0].text, line->field[0].size, -1);
    if (kind < 0 || kind >= SUFFIX_KINDS) r->failed = true;
    for (size_t i = 1; i < line->count && !r->failed; i++) {
        size_t size = line->field[i].size;
        if (size == 0 || size > 16 || r->lexicon->suffix_count == TIMEX_SUFFIX_LIMIT) {
            r->failed = true;
            return;
        }
        r->lexicon->suffixes[r->lexicon->suffix_count++] = (timex_suffix){
            arena_strndup(r->arena, line->field[i].text, size), (uint8_t)size, (uint8_t)kind};
    }
}

/* ---- parsing ---- */

static tree *reader__tree(reader *r, tree_kind kind, tree *left, tree *right)
{
    tree *t = ARENA_NEW(r->arena, tree);
    t->kind = (uint8_t)kind;
    t->left = left;
    t->right = right;
    return t;
}

static tree *reader__atom(reader *r, timex_op op, timex_field field, int32_t value)
{
    tree *t = reader__tree(r, TREE_ATOM, NULL, NULL);
    t->atom = (timex_node){.op = (uint8_t)op, .field = (uint8_t)field, .value = value};
    return t;
}

/* The next element without consuming it; size 0 at the end. */
static size_t reader__peek(reader *r)
{
    while (r->at < r->end && *r->at == ' ') r->at++;
    const char *p = r->at;
    if (p < r->end && *p == '{') {
        const char *close = memchr(p, '}', (size_t)(r->end - p));
        return (size_t)((close ? close + 1 : r->end) - p);
    }
    if (p < r->end && strchr("()|?", *p) != NULL) return 1;
    while (p < r->end && *p != ' ' && *p != '?' && (*p != ')' || (p - r->at == 1 && p[-1] == '\''))) p++;
    return (size_t)(p - r->at);
}

/* "{offset=-1 unit=day}": a sequence of settings. */
static tree *reader__settings(reader *r, const char *chars, size_t size)
{
    tree *all = NULL;
    const char *p = chars + 1, *end = chars + size - 1;
    if (size < 2 || *end != '}') r->failed = true;
    while (!r->failed && p < end) {
        const char *space = memchr(p, ' ', (size_t)(end - p)), *stop = space ? space : end;
        const char *equals = memchr(p, '=', (size_t)(stop - p));
        int32_t field = equals ? name__value(FIELD_NAMES, p, (size_t)(equals - p), -1) : -1;
        if (field < 0 || field >= FIELD_LIMIT) {
            r->failed = true;
            break;
        }
        int32_t value = name__value(field__names((timex_field)field), equals + 1, (size_t)(stop - equals - 1),
                                    INT32_MAX);
        if (!field__holds((timex_field)field, value)) r->failed = true;
        tree *one = reader__atom(r, OP_SET, (timex_field)field, value);
        all = all ? reader__tree(r, TREE_SEQUENCE, all, one) : one;
        p = stop + 1;
    }
    return all ? all : reader__tree(r, TREE_NOTHING, NULL, NULL);
}

static tree *reader__named(reader *r, const char *chars, size_t size)
{
    int32_t op = name__value(ELEMENT_NAMES, chars, size, -1);
    int32_t class = name__value(CLASS_NAMES, chars, size, -1);
    if (op > OP_ACCEPT) return reader__atom(r, (timex_op)op, FIELD_LIMIT, 0);
    if (class < 0 || class >= CLASS_COUNT) r->failed = true;
    return reader__atom(r, OP_CLASS, FIELD_LIMIT, class);
}

static tree *reader__reference(reader *r, const char *chars, size_t size)
{
    for (size_t i = 0; i < r->definitions.count; i++) {
        const definition *d = &r->definitions.items[i];
        if (d->size == size && memcmp(d->name, chars, size) == 0) return d->body;
    }
    r->failed = true;
    return reader__tree(r, TREE_NOTHING, NULL, NULL);
}

static tree *reader__mark(reader *r, char mark)
{
    tree *t = reader__atom(r, OP_MARK, FIELD_LIMIT, mark);
    t->atom.entry = (uint16_t)reader__entry(r, &mark, 1);
    return t;
}

static tree *reader__element(reader *r, const char *chars, size_t size)
{
    if (chars[0] == '{') return reader__settings(r, chars, size);
    if (chars[0] == '@') return reader__reference(r, chars + 1, size - 1);
    if (size > 2 && chars[0] == '<' && chars[size - 1] == '>') return reader__named(r, chars + 1, size - 2);
    if (size == 1 && chars[0] == '^') return reader__atom(r, OP_BEGIN, FIELD_LIMIT, 0);
    if (size == 1 && chars[0] == '$') return reader__atom(r, OP_END, FIELD_LIMIT, 0);
    if (size == 1 && strchr(".,/-:;'!\"%", chars[0]) != NULL) return reader__mark(r, chars[0]);
    if (size == 2 && chars[0] == '\'' && (chars[1] == '(' || chars[1] == ')')) return reader__mark(r, chars[1]);
    if (size > 1 && chars[0] == '#') {
        tree *t = reader__element(r, chars + 1, size - 1);
        if (t->kind != TREE_ATOM || t->atom.op < OP_FIRST_CONSUMING) r->failed = true;
        t->atom.silent = true;
        return t;
    }
    if (size > 1 && chars[0] == '~') {
        tree *t = reader__element(r, chars + 1, size - 1);
        if (t->kind != TREE_ATOM || t->atom.op < OP_FIRST_CONSUMING || t->atom.op == OP_CLAUSE) r->failed = true;
        tree *negation = reader__tree(r, TREE_ATOM, t, NULL);
        negation->atom.op = OP_NOT;
        return negation;
    }
    return reader__atom(r, OP_WORD, FIELD_LIMIT, (int32_t)reader__entry(r, chars, size));
}

static tree *reader__either(reader *r);

static tree *reader__sequence(reader *r)
{
    tree *all = reader__tree(r, TREE_NOTHING, NULL, NULL);
    while (!r->failed) {
        size_t size = reader__peek(r);
        if (size == 0 || (size == 1 && (*r->at == '|' || *r->at == ')'))) break;
        const char *chars = r->at;
        r->at += size;
        tree *one;
        if (size == 1 && chars[0] == '(') {
            one = reader__either(r);
            if (reader__peek(r) != 1 || *r->at != ')')
                r->failed = true;
            else
                r->at++;
        } else {
            one = reader__element(r, chars, size);
        }
        if (reader__peek(r) == 1 && *r->at == '?') {
            r->at++;
            one = reader__tree(r, TREE_OPTIONAL, one, NULL);
        }
        all = reader__tree(r, TREE_SEQUENCE, all, one);
    }
    return all;
}

static tree *reader__either(reader *r)
{
    if (++r->depth > TIMEX_DEPTH_LIMIT) r->failed = true;
    tree *all = reader__sequence(r);
    while (!r->failed && reader__peek(r) == 1 && *r->at == '|') {
        r->at++;
        all = reader__tree(r, TREE_EITHER, all, reader__sequence(r));
    }
    r->depth--;
    return all;
}

static tree *reader__pattern(reader *r, const char *chars, size_t size)
{
    r->at = chars;
    r->end = chars + size;
    tree *t = reader__either(r);
    if (r->at < r->end) r->failed = true;
    return t;
}

/* ---- compiling ---- */

static uint32_t reader__node(reader *r, timex_node node)
{
    if (r->lexicon->nodes.count >= TIMEX_NODE_LIMIT) r->failed = true;
    if (r->failed) return 0;
    VEC_PUSH(r->arena, &r->lexicon->nodes, node);
    return (uint32_t)r->lexicon->nodes.count - 1;
}

/* The node that begins `t` when `next` follows it. Sequences nest to the
 * left and are walked in a loop, so the recursion is as deep as parentheses
 * and definitions are nested. */
static uint32_t reader__compile(reader *r, const tree *t, uint32_t next)
{
    if (++r->depth > 4 * TIMEX_DEPTH_LIMIT) r->failed = true;
    while (!r->failed && t->kind == TREE_SEQUENCE) {
        next = reader__compile(r, t->right, next);
        t = t->left;
    }
    if (r->failed) {
        next = 0;
    } else if (t->kind == TREE_EITHER) {
        uint32_t right = reader__compile(r, t->right, next);
        uint32_t left = reader__compile(r, t->left, next);
        next = reader__node(r, (timex_node){.op = OP_SPLIT, .next = left, .other = right});
    } else if (t->kind == TREE_OPTIONAL) {
        uint32_t with = reader__compile(r, t->left, next);
        next = reader__node(r, (timex_node){.op = OP_SPLIT, .next = with, .other = next});
    } else if (t->kind == TREE_ATOM) {
        timex_node node = t->atom;
        node.next = next;
        if (node.op == OP_NOT) node.other = reader__node(r, t->left->atom);
        next = reader__node(r, node);
    }
    r->depth--;
    return next;
}

/* ---- the file ---- */

static void reader__find(reader *r, const resource_line *line)
{
    tree *t = reader__pattern(r, line->field[0].text, line->field[0].size);
    r->depth = 0;
    uint32_t start = reader__compile(r, t, 0); /* node 0 accepts */
    if (!r->failed) VEC_PUSH(r->arena, &r->starts, start);
}

static void reader__line(reader *r, const resource_line *line)
{
    if (resource_in(line, "options")) {
        r->lexicon->month_first = resource_is(line, 1, "mdy");
        if (!resource_is(line, 0, "order") || !(r->lexicon->month_first || resource_is(line, 1, "dmy")))
            r->failed = true;
    } else if (resource_in(line, "words")) {
        reader__words(r, line);
    } else if (resource_in(line, "suffixes")) {
        reader__suffixes(r, line);
    } else if (resource_in(line, "define") && line->count == 2) {
        r->depth = 0;
        definition d = {line->field[0].text, line->field[0].size, NULL};
        d.body = reader__pattern(r, line->field[1].text, line->field[1].size);
        VEC_PUSH(r->arena, &r->definitions, d);
    } else if (resource_in(line, "find") && line->count == 1) {
        reader__find(r, line);
    } else {
        r->failed = true;
    }
}

timex_lexicon *timex_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error)
{
    reader r = {.arena = a, .words = v, .lexicon = ARENA_NEW(a, timex_lexicon)};
    VEC_PUSH(a, &r.lexicon->entries, (timex_entry){0});
    VEC_PUSH(a, &r.lexicon->nodes, (timex_node){.op = OP_ACCEPT});
    VEC_PUSH(a, &r.lexicon->links, (timex_link){0});
    resource_reader lines = resource_read(bytes, size);
    const resource_line *line;
    while (!r.failed && (line = resource_next(&lines)) != NULL) reader__line(&r, line);
    /* All words are known now. */
    if (!r.failed && !timex_index(a, r.lexicon, r.starts.items, r.starts.count)) r.failed = true;
    *error = r.failed ? SELON_ERROR_DATA : SELON_OK;
    return r.failed ? NULL : r.lexicon;
}
