/* SPDX-License-Identifier: Apache-2.0
 *
 * entity_variants.c - what else a body is called in a text: the acronym of its
 * name, the name of its acronym. Its mentions say so.
 */
#include <string.h>

#include "document.h"
#include "ledger/entity.h"

static int variant__add(ledger *l, int64_t speaker, const char *name)
{
    int64_t id;
    int error = row_id(l, SQL_NAME_ID, SQL_NAME_ADD, name, &id);
    if (error != SELON_OK || id == 0) return error;
    sqlite3_stmt *s = join_sql_get(l, JOIN_VARIANT_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, speaker);
    sqlite3_bind_int64(s, 2, id);
    return ledger_sql_do(l, s);
}

/* What a mention says beside the name, or NULL: "OMS" of "Organisation mondiale
 * de la santé", and of "l'OMS" the name in "l'OMS (Organisation mondiale ...)". */
static const char *mention__variant(const namebook *b, arena *a, const person_name *name, const char *mention)
{
    person_name *n = ARENA_NEW(a, person_name);
    const char *open = strchr(mention, '('), *close = open != NULL ? strchr(open, ')') : NULL;
    if (name->sort != BODY_INITIALS) {
        person_parse(b, a, mention, n);
        if (n->sort != BODY_INITIALS || !body_has_initials(name, n->initials)) return NULL;
        return arena_strndup(a, n->tokens[0].text, n->tokens[0].size);
    }
    if (open == NULL || close == NULL) return NULL;
    char *inner = arena_strndup(a, open + 1, (size_t)(close - open - 1));
    person_parse(b, a, inner, n);
    return body_has_initials(n, name->initials) ? inner : NULL;
}

int join_note_variants(ledger *l, arena *a, const selon_document *doc, size_t speaker, int64_t id)
{
    const selon_speaker *who = selon_document_speaker(doc, speaker);
    const char *text = selon_document_text(doc, NULL), *found = NULL;
    person_name *name = ARENA_NEW(a, person_name);
    if (who->mention_count < 1 || ledger_joiner(l) == NULL) return ledger_joiner(l) == NULL ? l->error : SELON_OK;
    person_parse(l->joiner->book, a, who->name, name);
    bool complete = name->sort != BODY_INITIALS && name->initials[0] != '\0';
    if (!person_is_body(name) || complete) return SELON_OK;
    for (uint32_t i = 0; i < who->mention_count && i < 32 && found == NULL; i++) {
        size_t size = who->mentions[i].end - who->mentions[i].start;
        if (size > 120 || (name->sort != BODY_INITIALS && size > 16)) continue;
        found = mention__variant(l->joiner->book, a, name, arena_strndup(a, text + who->mentions[i].start, size));
    }
    return found != NULL ? variant__add(l, id, found) : SELON_OK;
}
