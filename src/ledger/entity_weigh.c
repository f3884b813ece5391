/* SPDX-License-Identifier: Apache-2.0
 *
 * entity_weigh.c - how well does an entity fit a speaker? See joining.h.
 *
 *     how much the names agree        enum name_match
 *     can the roles be one person's   enum role_match
 *     how long after (or before), in the same outlet, in another language
 *
 * The less the names agree, the more the rest must; the rules are in
 * weigh__person() and weigh__body(). They would rather leave two apart than
 * make one of two people.
 */
#include <string.h>

#include "ledger/joining.h"

/* ---- days ---- */

static int32_t day__number(int32_t day)
{
    return day / 10000 * 372 + day / 100 % 100 * 31 + day % 100;
}

int32_t days_apart(int32_t first, int32_t last, int32_t day)
{
    if (first == 0 || last == 0 || day == 0) return -1;
    if (day < first) return day__number(first) - day__number(day);
    return day > last ? day__number(day) - day__number(last) : 0;
}

bool days_within(int32_t apart, int32_t most, bool otherwise)
{
    return apart < 0 ? otherwise : apart <= most;
}

/* ---- weighing ---- */

bool speaker_is_ordinary(const joining *g, const struct role *r)
{
    return r->domains != 0 && (r->domains & ~g->book->ordinary) == 0;
}

/* The best of the entity's roles, or the conflict that one makes. */
static role_match weigh__roles(const joining *g, const join_speaker *k, const known *p)
{
    role_match best = ROLE_UNKNOWN, worst = ROLE_SURE;
    for (size_t i = 0; i < p->roles.count; i++) {
        role_match m = role_compare(g->book, &k->r, &p->roles.items[i].r);
        if (m > best) best = m;
        if (m < worst) worst = m;
    }
    if (best >= ROLE_SAME) return best;
    return worst < ROLE_UNKNOWN ? worst : best;
}

static bool name__is_common(const person_name *n)
{
    return (n->tokens[n->count - 1].word.flags & NAMEWORD_COMMON) != 0 && n->count - n->family == 1;
}

/* The rules for people. `other_lang`: the entity is not yet quoted in this language. */
static bool weigh__person(const joining *g, const join_speaker *k, const weighed *w, bool other_lang)
{
    bool ordinary = speaker_is_ordinary(g, &k->r), common = name__is_common(&k->names[0]);
    int32_t apart = w->apart;
    if (w->role == ROLE_CONFLICT) return false;
    /* Two residents of one name, quoted elsewhere or long after, are two. */
    if (ordinary && w->role < ROLE_SURE && !(w->outlet && days_within(apart, YEAR / 12, false))) return false;
    if (w->role == ROLE_FAR) return w->name == NAME_EXACT && !common && w->outlet && days_within(apart, YEAR, false);
    switch (w->name) {
    case NAME_EXACT:
        if (w->role >= ROLE_SAME) return days_within(apart, 20 * YEAR, true);
        if (w->role == ROLE_FITS) return days_within(apart, (common ? 10 : 20) * YEAR, true);
        if (common) return w->outlet && days_within(apart, YEAR, false);
        return days_within(apart, 10 * YEAR, true);
    case NAME_MIDDLE:
        if (w->role >= ROLE_FITS) return days_within(apart, 5 * YEAR, true);
        return !common && days_within(apart, 2 * YEAR, false);
    case NAME_SPELLING:
        if (w->role >= ROLE_SAME) return days_within(apart, 10 * YEAR, true);
        if (w->role == ROLE_FITS) return !common && days_within(apart, 10 * YEAR, true);
        return other_lang && !common && days_within(apart, 2 * YEAR, false);
    case NAME_LOOSE: return other_lang && w->role >= ROLE_SAME && days_within(apart, 5 * YEAR, false);
    case NAME_PART:
        if (w->role >= ROLE_SAME) return days_within(apart, (w->role == ROLE_SURE ? 10 : 3) * YEAR, false);
        return w->role == ROLE_FITS && w->outlet && days_within(apart, YEAR, false);
    case NAME_INITIAL:
        if (w->role >= ROLE_SAME) return days_within(apart, 5 * YEAR, false);
        return w->role == ROLE_FITS && w->outlet && days_within(apart, YEAR / 2, false);
    case NAME_BARE:
        return (w->role == ROLE_SURE || (w->role == ROLE_SAME && w->outlet)) && days_within(apart, 2 * YEAR, false);
    default: return false;
    }
}

static bool weigh__body(const join_speaker *k, const weighed *w, bool other_lang)
{
    switch (k->names[0].sort) {
    case BODY_NAMED: return w->name == NAME_EXACT || !other_lang;
    case BODY_INITIALS: return !other_lang;
    case BODY_OF_PLACE: return w->name == NAME_EXACT && !other_lang;
    case BODY_OF_KIND: return w->name == NAME_EXACT && w->outlet && !other_lang;
    default: return false;
    }
}

/* The best match of the speaker's name with one of the entity's; none where
 * one of them is the father's and it is the son's, however well others fit. */
static name_match weigh__person_names(const joining *g, const join_speaker *k, const known *p)
{
    name_match best = NAME_OTHER;
    for (size_t i = 0; i < p->names.count; i++) {
        const person_name *name = &p->names.items[i].name;
        uint8_t mine = k->names[0].generation, theirs = name->generation;
        if (mine != 0 && theirs != 0 && mine != theirs) return NAME_OTHER;
        name_match m = person_match(g->book, &k->names[0], name);
        if (m > best) best = m;
    }
    return best;
}

/* The same of bodies: by a whole name that both have, else by initials of which
 * not both are known to mean something else. */
static name_match weigh__body_names(const joining *g, const join_speaker *k, const known *p)
{
    bool mine = false, theirs = false, initials = false;
    for (size_t i = 0; i < k->name_count; i++) {
        const person_name *x = &k->names[i];
        mine |= x->sort != BODY_INITIALS;
        for (size_t n = 0; n < p->names.count; n++) {
            const person_name *y = &p->names.items[n].name;
            theirs |= y->sort != BODY_INITIALS && person_is_body(y);
            initials |= x->initials[0] != '\0' && strcmp(x->initials, y->initials) == 0;
            if (x->sort != BODY_INITIALS && person_match(g->book, x, y) == NAME_EXACT) return NAME_EXACT;
        }
    }
    if (!initials || (mine && theirs)) return NAME_OTHER;
    return mine || theirs ? NAME_INITIAL : NAME_EXACT;
}

/* Of one that is quoted at more places than are remembered. */
static int weigh__many_places(joining *g, int64_t entity, bool *outlet, bool *same, bool *language)
{
    int64_t first = g->outlet * PLACE_LANGUAGES, found;
    int error = entity_has_trait(g->l, entity, TRAIT_WHERE, first, first + PLACE_LANGUAGES - 1, outlet);
    if (error == SELON_OK) error = entity_has_trait(g->l, entity, TRAIT_WHERE, g->place, g->place, same);
    if (error != SELON_OK || *same) return error;
    sqlite3_stmt *s = join_sql_get(g->l, JOIN_LANGUAGE_IS_THERE);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, entity);
    sqlite3_bind_int64(s, 2, g->place % PLACE_LANGUAGES);
    error = join_number(g->l, s, &found);
    *language = found != 0;
    return error;
}

/* Is the entity quoted in the text's outlet; in its language? An entity of an
 * authority that was never quoted is of all of them. */
static int weigh__place(joining *g, known *p, bool *outlet, bool *other_lang)
{
    bool same = false, language = false, within = false;
    int error = known_places(g->l, p);
    if (error == SELON_OK && p->more_places)
        error = weigh__many_places(g, p->entity, &within, &same, &language);
    else
        for (size_t i = 0; i < p->places.count; i++) {
            int64_t place = p->places.items[i];
            same |= place == g->place;
            within |= place / PLACE_LANGUAGES == g->outlet;
            language |= place % PLACE_LANGUAGES == g->place % PLACE_LANGUAGES;
        }
    *outlet = g->outlet != 0 && within;
    *other_lang = !same && !language && p->places.count > 0;
    return error;
}

static bool joining__took(const joining *g, int64_t entity)
{
    for (size_t i = 0; i < g->taken.count; i++)
        if (g->taken.items[i] == entity) return true;
    return false;
}

int candidate_weigh(joining *g, const join_speaker *k, int64_t entity, weighed *w)
{
    known *p;
    bool body = person_is_body(&k->names[0]), other_lang;
    *w = (weighed){.entity = entity, .role = ROLE_UNKNOWN};
    int error = known_get(g->l, entity, &p);
    if (error != SELON_OK) return error;
    w->name = body ? weigh__body_names(g, k, p) : weigh__person_names(g, k, p);
    if (w->name == NAME_OTHER) return SELON_OK;
    /* The text tells them apart itself: "George Roe", "George B. Roe". */
    if (!body && w->name < NAME_EXACT && joining__took(g, entity)) return SELON_OK;
    if (!body && k->r.head_count > 0) error = known_roles(g->l, p); /* else none can be compared */
    if (error == SELON_OK) error = weigh__place(g, p, &w->outlet, &other_lang);
    if (error != SELON_OK) return error;
    if (!body) w->role = weigh__roles(g, k, p);
    w->apart = days_apart(p->first, p->last, k->day);
    w->good = body ? weigh__body(k, w, other_lang) : weigh__person(g, k, w, other_lang);
    return SELON_OK;
}
