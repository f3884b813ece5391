/* SPDX-License-Identifier: Apache-2.0
 *
 * same.c - see same.h.
 *
 *     leaders of groups -> members, by date -> each beside an earlier one -> pieces
 *
 * Texts are expanded in an arena of their own for each member; what stays is
 * the words that are shown.
 */
#include "ledger/same.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/group.h"
#include "ledger/inside.h"

#define MARKS_TOUCHING 4
#define OTHERS_MOST 8 /* that a member is compared with to see what differs */

static int no_memory(ledger *l)
{
    return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
}

typedef VEC(int64_t) ids;

/* The first column of what a query about a number has; `about` 0: without. */
static int ids__read(ledger *l, arena *a, ledger_sql which, int64_t about, ids *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, which);
    if (s == NULL) return l->error;
    if (about != 0) sqlite3_bind_int64(s, 1, about);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) VEC_PUSH(a, out, sqlite3_column_int64(s, 0));
    return row;
}

static bool ids__have(const ids *all, int64_t id)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i] == id) return true;
    return false;
}

/* ---- members ---- */

typedef struct member {
    same_member shown;
    const char *date; /* of its first appearance, else "9" */
    int64_t text, family;
} member;

static bool column__text(arena *a, sqlite3_stmt *s, int column, const char **out)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    *out = NULL;
    if (text == NULL) return sqlite3_column_type(s, column) == SQLITE_NULL;
    size_t size = (size_t)sqlite3_column_bytes(s, column) + 1;
    char *copy = arena_try_alloc(a, size);
    if (copy != NULL) memcpy(copy, text, size);
    *out = copy;
    return copy != NULL;
}

static int member__read(ledger *l, arena *a, int64_t id, member *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MEMBER);
    same_member *m = &out->shown;
    *out = (member){.date = "9"};
    m->id = (uint64_t)id;
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, id);
    int row = ledger_sql_row(l, s);
    if (row < 0) return row;
    if (row == 0) return ledger_fail(l, LEDGER_MISSING, "has no statement %lld", (long long)id);
    out->text = sqlite3_column_int64(s, 0);
    out->family = sqlite3_column_int64(s, 1);
    m->type = (selon_type)(sqlite3_column_int(s, 2) % (SELON_MIXED + 1));
    m->day = sqlite3_column_int(s, 3);
    bool good = column__text(a, s, 4, &m->speaker) && column__text(a, s, 5, &m->role) &&
                column__text(a, s, 6, &m->lang);
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    if (!good) return no_memory(l);
    int error = ledger_appearances(l, a, id, out->family, out->text, &m->appearances, &m->appearance_count);
    if (m->appearance_count > 0 && m->appearances[0].published != NULL) out->date = m->appearances[0].published;
    return error;
}

static int member__compare(const void *a, const void *b)
{
    const member *x = a, *y = b;
    int order = strcmp(x->date, y->date);
    if (order != 0) return order;
    return (x->shown.id > y->shown.id) - (x->shown.id < y->shown.id);
}

/* ---- pieces ---- */

typedef struct pieces {
    arena *arena;
    const utterance *u, *other;
    VEC(same_piece) items;
} pieces;

/* Are there words between two places of the text, which the content leaves out? */
static bool text__has_words(const char *text, uint32_t from, uint32_t to)
{
    word_cursor c = words_of(text + from, to - from);
    return words_next(&c);
}

/* Appends bytes to a string that grows at the end of the arena. */
typedef VEC(char) string;

static void string__add(arena *a, string *s, const char *bytes, size_t size)
{
    if (size == 0) return;
    VEC_RESERVE(a, s, size);
    memcpy(s->items + s->count, bytes, size);
    s->count += size;
}

/* Where the marks before a word begin that touch it. */
static uint32_t marks__before(const char *text, uint32_t at)
{
    for (int i = 0; i < MARKS_TOUCHING && at > 0; i++) {
        uint32_t before = at - 1;
        unsigned n;
        while (before > 0 && ((unsigned char)text[before] & 0xC0) == 0x80) before--;
        if (char_class_of(utf8_decode(text + before, text + at, &n)) != CHAR_PUNCT) break;
        at = before;
    }
    return at;
}

/* Where the marks behind a word end that touch it; `end` is the text's, or where
 * the next word begins. */
static uint32_t marks__behind(const char *text, uint32_t at, uint32_t end)
{
    for (int i = 0; i < MARKS_TOUCHING && at < end; i++) {
        unsigned n;
        if (char_class_of(utf8_decode(text + at, text + end, &n)) != CHAR_PUNCT) break;
        at += n;
    }
    return at;
}

/* The words [from, to) as they are written, with the marks that touch them. What
 * the content leaves out between them is an ellipsis. */
static const char *words__text(arena *a, const utterance *u, uint32_t from, uint32_t to)
{
    string out = {0};
    const said_word *words = u->wording.words;
    uint32_t written = marks__before(u->bytes, words[from].start);
    uint32_t taken = from > 0 ? marks__behind(u->bytes, words[from - 1].end, words[from].start) : 0;
    if (from > 0 && words[from - 1].end <= words[from].start && written < taken) written = taken;
    for (uint32_t i = from; i < to; i++) {
        if (i > from && words[i].start < written) continue; /* the same place as the word before */
        if (i > from && text__has_words(u->bytes, written, words[i].start))
            string__add(a, &out, " \xE2\x80\xA6 ", 5);
        else
            string__add(a, &out, u->bytes + written, words[i].start - written);
        string__add(a, &out, u->bytes + words[i].start, words[i].end - words[i].start);
        written = words[i].end;
    }
    uint32_t end = (uint32_t)strnlen(u->bytes + written, (size_t)MARKS_TOUCHING * 4) + written;
    if (to < u->wording.count && words[to].start >= written) end = words[to].start;
    string__add(a, &out, u->bytes + written, marks__behind(u->bytes, written, end) - written);
    VEC_PUSH(a, &out, '\0');
    return out.items;
}

/* Is there no space before a word? */
static bool word__is_joined(const utterance *u, uint32_t at)
{
    if (at == 0) return false;
    uint32_t from = u->wording.words[at - 1].end, to = u->wording.words[at].start;
    return from <= to && marks__behind(u->bytes, from, to) == to;
}

static void pieces__add(pieces *p, same_kind kind, uint32_t from, uint32_t to, uint32_t other_from, uint32_t other_to)
{
    same_piece piece = {.kind = kind};
    if (from < to) piece.words = words__text(p->arena, p->u, from, to);
    if (from < to) piece.joined = word__is_joined(p->u, from);
    if (other_from < other_to) piece.was = words__text(p->arena, p->other, other_from, other_to);
    if (piece.words != NULL || piece.was != NULL) VEC_PUSH(p->arena, &p->items, piece);
}

/* What a pair of words is, as it is shown. */
static same_kind pair__kind(const utterance *one, const utterance *other, const alignment *al, size_t i)
{
    align_pair p = al->pairs[i];
    bool both = p.a != ALIGN_NONE && p.b != ALIGN_NONE;
    if (both && one->wording.words[p.a].form == other->wording.words[p.b].form) return SAME_KEPT;
    return align_changed(&one->wording, &other->wording, al, i) ? SAME_CHANGED : SAME_OTHER;
}

static uint32_t pairs__first(const alignment *al, bool of_b)
{
    for (size_t i = 0; i < al->count; i++) {
        uint32_t word = of_b ? al->pairs[i].b : al->pairs[i].a;
        if (word != ALIGN_NONE) return word;
    }
    return 0;
}

/* Runs of pairs of one kind become pieces; around them is what only one has. */
static void pieces__make(pieces *p, const alignment *al)
{
    uint32_t a = pairs__first(al, false), b = pairs__first(al, true);
    pieces__add(p, SAME_BESIDE, 0, a, 0, 0);
    for (size_t i = 0; i < al->count;) {
        same_kind kind = pair__kind(p->u, p->other, al, i);
        uint32_t a_from = a, b_from = b;
        for (; i < al->count && pair__kind(p->u, p->other, al, i) == kind; i++) {
            if (al->pairs[i].a != ALIGN_NONE) a = al->pairs[i].a + 1;
            if (al->pairs[i].b != ALIGN_NONE) b = al->pairs[i].b + 1;
        }
        pieces__add(p, kind, a_from, a, kind == SAME_KEPT ? b : b_from, b);
    }
    pieces__add(p, SAME_BESIDE, a, (uint32_t)p->u->wording.count, 0, 0);
}

/* ---- one beside another ---- */

/* What a member may be shown beside: the earliest it is linked with, and earlier ones from which it differs. */
typedef struct others {
    const member *first; /* NULL: none */
    const member *differing[OTHERS_MOST];
    size_t count;
} others;

typedef struct comparing {
    arena *kept;
    member *m;
    others beside;
} comparing;

/* Two wordings side by side, and the words of the one that the other has, too. */
typedef struct side {
    const member *of;
    utterance other;
    alignment al;
    uint32_t from, to;
} side;

static int side__make(ledger *l, arena *a, const utterance *u, const member *of, side *out)
{
    *out = (side){.of = of};
    int error = utterance_read(l, a, (int64_t)of->shown.id, &out->other);
    if (error != SELON_OK || out->other.bytes == NULL || out->other.wording.count == 0) {
        out->of = NULL;
        return error;
    }
    utterances_align(a, u, &out->other, &out->al);
    out->from = out->to = pairs__first(&out->al, false);
    for (size_t i = 0; i < out->al.count; i++)
        if (out->al.pairs[i].a != ALIGN_NONE) out->to = out->al.pairs[i].a + 1;
    return error;
}

/* Does the one differ from `x` in words that `first` has not got at all? */
static bool side__says_more(const utterance *u, const side *x, const side *first)
{
    uint32_t at = x->from;
    for (size_t i = 0; i < x->al.count; i++) {
        if (x->al.pairs[i].a != ALIGN_NONE) at = x->al.pairs[i].a;
        bool outside = at < first->from || at >= first->to;
        if (outside && align_changed(&u->wording, &x->other.wording, &x->al, i)) return true;
    }
    return false;
}

/* A short quotation that came first does not hide that a long one was changed. */
static int side__choose(ledger *l, arena *a, const utterance *u, const others *all, side *out)
{
    int error = side__make(l, a, u, all->first, out);
    if (error != SELON_OK || out->of == NULL) return error;
    if (align_changes(&u->wording, &out->other.wording, &out->al) > 0) return error;
    for (size_t i = 0; i < all->count && error == SELON_OK; i++) {
        side *x = ARENA_NEW(a, side);
        if (all->differing[i] == all->first) continue;
        error = side__make(l, a, u, all->differing[i], x);
        if (error != SELON_OK || x->of == NULL || !side__says_more(u, x, out)) continue;
        *out = *x;
        return error;
    }
    return error;
}

static int comparing__do(ledger *l, arena *a, const comparing *c)
{
    utterance u;
    side beside = {0};
    same_member *m = &c->m->shown;
    int error = utterance_read(l, a, (int64_t)m->id, &u);
    if (error != SELON_OK || u.bytes == NULL || u.wording.count == 0) return error;
    if (c->beside.first != NULL) error = side__choose(l, a, &u, &c->beside, &beside);
    if (error != SELON_OK) return error;
    pieces p = {.arena = c->kept, .u = &u, .other = &beside.other};
    if (beside.of == NULL) {
        pieces__add(&p, SAME_KEPT, 0, (uint32_t)u.wording.count, 0, 0);
    } else {
        m->beside = beside.of->shown.id;
        m->changes = align_changes(&u.wording, &beside.other.wording, &beside.al);
        m->differently = speakers_of(m->speaker, beside.of->shown.speaker) == SPEAKERS_DIFFERENT;
        pieces__make(&p, &beside.al);
    }
    m->pieces = p.items.items;
    m->piece_count = p.items.count;
    return SELON_OK;
}

/* With the texts in an arena that goes again; what is kept is in the other. */
static int member__compare_with(ledger *l, arena *kept, member *m, const others *beside)
{
    comparing c = {kept, m, *beside};
    arena *a = arena_new(&l->allocator, 32768);
    if (a == NULL) return no_memory(l);
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return no_memory(l);
    }
    int error = comparing__do(l, a, &c);
    arena_free(a);
    return error;
}

/* The earliest member before this one that it is linked with, rather one in quotation marks; and those it differs
 * from. */
static int member__beside(ledger *l, arena *a, const member *members, size_t at, others *out)
{
    ids linked = {0}, differing = {0};
    *out = (others){0};
    int error = ids__read(l, a, SQL_LINKS_OF, (int64_t)members[at].shown.id, &linked);
    if (error == SELON_OK) error = ids__read(l, a, SQL_LINKS_CHANGED, (int64_t)members[at].shown.id, &differing);
    for (size_t i = 0; i < at && error == SELON_OK; i++) {
        bool quoted = members[i].shown.type != SELON_INDIRECT;
        bool better = out->first == NULL || (quoted && out->first->shown.type == SELON_INDIRECT);
        if (better && ids__have(&linked, (int64_t)members[i].shown.id)) out->first = &members[i];
        if (out->count < OTHERS_MOST && ids__have(&differing, (int64_t)members[i].shown.id))
            out->differing[out->count++] = &members[i];
        if (out->first != NULL && out->first->shown.type != SELON_INDIRECT && differing.count == 0) break;
    }
    return error;
}

/* ---- groups ---- */

static int string__compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t members__outlets(arena *a, const member *members, size_t count)
{
    VEC(const char *) names = {0};
    size_t different = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < members[i].shown.appearance_count; k++)
            if (members[i].shown.appearances[k].outlet != NULL)
                VEC_PUSH(a, &names, members[i].shown.appearances[k].outlet);
    if (names.count > 0) qsort(names.items, names.count, sizeof *names.items, string__compare);
    for (size_t i = 0; i < names.count; i++) different += i == 0 || strcmp(names.items[i], names.items[i - 1]) != 0;
    return different;
}

static int group__make(ledger *l, arena *a, const ids *statements, same_group *out)
{
    member *members = ARENA_ZARRAY(a, member, statements->count + 1);
    int error = SELON_OK;
    *out = (same_group){.count = statements->count};
    for (size_t i = 0; i < statements->count && error == SELON_OK; i++) {
        error = member__read(l, a, statements->items[i], &members[i]);
        uint64_t id = (uint64_t)statements->items[i];
        if (i == 0 || id < out->id) out->id = id;
    }
    if (error == SELON_OK) qsort(members, statements->count, sizeof *members, member__compare);
    same_member *shown = ARENA_ZARRAY(a, same_member, statements->count + 1);
    for (size_t i = 0; i < statements->count && error == SELON_OK; i++) {
        others beside;
        error = member__beside(l, a, members, i, &beside);
        if (error == SELON_OK) error = member__compare_with(l, a, &members[i], &beside);
        shown[i] = members[i].shown;
        if (shown[i].changes > out->changes) out->changes = shown[i].changes;
    }
    out->members = shown;
    if (error == SELON_OK) out->outlets = members__outlets(a, members, statements->count);
    return error;
}

/* ---- which groups ---- */

typedef struct asking {
    ledger *l;
    const same_filter *filter;
    same_take take;
    void *payload;
    uint64_t given;
    bool stop;
} asking;

/* A group by one of its statements, which is alone if it is in none. */
static int asking__group(asking *g, arena *a, int64_t leader, int64_t alone)
{
    ids statements = {0};
    same_group group;
    if (leader == 0)
        VEC_PUSH(a, &statements, alone);
    else {
        int error = ids__read(g->l, a, SQL_GROUP_MEMBERS, leader, &statements);
        if (error != SELON_OK) return error;
    }
    int error = group__make(g->l, a, &statements, &group);
    if (error != SELON_OK || (g->filter->changed && group.changes == 0))
        return error; /* of long ones, not in what is shown */
    g->given++;
    g->stop = g->take(&group, g->payload) != 0 || (g->filter->limit > 0 && g->given >= g->filter->limit);
    return SELON_OK;
}

static int asking__group_apart(asking *g, int64_t leader, int64_t alone)
{
    arena *a = arena_new(&g->l->allocator, 16384);
    if (a == NULL) return no_memory(g->l);
    if (setjmp(*arena_escape(a)) != 0) {
        for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_reset(g->l->sql[i]);
        arena_free(a);
        return no_memory(g->l);
    }
    int error = asking__group(g, a, leader, alone);
    arena_free(a);
    return error;
}

typedef struct found {
    arena *arena;
    int64_t *items;
    size_t count, room;
} found;

/* The arena must not jump out of a search. */
static int found__take(const ledger_result *r, void *payload)
{
    found *f = payload;
    if (f->count == f->room) {
        size_t room = f->room * 2 + 64;
        int64_t *items = arena_try_alloc(f->arena, room * sizeof *items);
        if (items == NULL) return -1;
        if (f->count > 0) memcpy(items, f->items, f->count * sizeof *items);
        f->items = items;
        f->room = room;
    }
    f->items[f->count++] = (int64_t)r->id;
    return 0;
}

static int id__compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The leaders of groups with a statement that the filter asks for, in order of
 * number. */
static int asking__leaders(asking *g, arena *a, ids *out)
{
    found f = {.arena = a};
    ids all = {0};
    int error = ledger_find(g->l, g->filter->which, found__take, &f);
    for (size_t i = 0; i < f.count && error == SELON_OK; i++)
        error = ids__read(g->l, a, SQL_GROUP_OF, f.items[i], &all);
    if (all.count > 0) qsort(all.items, all.count, sizeof(int64_t), id__compare);
    for (size_t i = 0; i < all.count; i++)
        if (i == 0 || all.items[i] != all.items[i - 1]) VEC_PUSH(a, out, all.items[i]);
    return error;
}

static int asking__run(asking *g, arena *a)
{
    ids leaders = {0}, wanted = {0};
    const same_filter *filter = g->filter;
    if (filter->statement != 0) {
        int error = ids__read(g->l, a, SQL_GROUP_OF, (int64_t)filter->statement, &leaders);
        if (error != SELON_OK) return error;
        return asking__group_apart(g, leaders.count > 0 ? leaders.items[0] : 0, (int64_t)filter->statement);
    }
    int error = ids__read(g->l, a, filter->changed ? SQL_GROUPS_CHANGED : SQL_GROUPS, 0, &leaders);
    if (error == SELON_OK && filter->which != NULL) error = asking__leaders(g, a, &wanted);
    for (size_t i = 0; i < leaders.count && error == SELON_OK && !g->stop; i++) {
        if (filter->which != NULL && (wanted.count == 0 || bsearch(&leaders.items[i], wanted.items, wanted.count,
                                                                   sizeof(int64_t), id__compare) == NULL))
            continue;
        error = asking__group_apart(g, leaders.items[i], 0);
    }
    return error;
}

int ledger_same(ledger *l, const same_filter *filter, same_take take, void *payload)
{
    asking *volatile g = NULL;
    arena *a = arena_new(&l->allocator, 16384);
    if (a == NULL) return no_memory(l);
    int error = ledger_begin_reading(l);
    if (error != SELON_OK) {
        arena_free(a);
        return error;
    }
    if (setjmp(*arena_escape(a)) == 0) {
        g = ARENA_NEW(a, asking);
        *g = (asking){.l = l, .filter = filter, .take = take, .payload = payload};
        error = asking__run(g, a);
    } else {
        error = no_memory(l);
    }
    arena_free(a);
    ledger_end_reading(l);
    return error;
}
