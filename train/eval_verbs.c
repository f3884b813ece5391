/* SPDX-License-Identifier: Apache-2.0
 *
 * eval_verbs.c - are the verbs of annotated cues tagged as verbs?
 *
 *     eval_verbs LANG TAGGER.bin FILE.jsonl... [-v]
 *
 * An attribution whose verb is taken for a noun is lost, so this counts what
 * a treebank's figures hide: how many of the verbs that carry gold statements
 * get a verb's tag, and how many of those right after a quotation or a comma,
 * where the subject follows ("..., soupire Mado Kervern"). A cue's verb is its
 * first word that the cue lexicon has as a verb, of "a dit" the participle. Words that are a noun, too
 * ("annonce"), count unless a determiner, a preposition or an adjective
 * stands before them. With -v the mistakes are printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"
#include "train/gold.h"

static bool tag_leads_noun(uint8_t t)
{
    return t == TAG_DET || t == TAG_ADP || t == TAG_ADJ || t == TAG_NUM;
}

static const cue_word *verb_at(const gold_document *d, const cue_lexicon *l, uint32_t i)
{
    const cue_word *w = cue_lexicon_word(l, d->text->tokens[i].word);
    return w != NULL && w->verb != 0 ? w : NULL;
}

/* Is the token the auxiliary of a participle further on in the cue? */
static bool is_auxiliary(const gold_document *d, const cue_lexicon *l, const cue_word *w, uint32_t i, uint32_t end)
{
    if ((l->entries[w->verb].frames & FRAME_HEAD) == 0) return false;
    for (i++; i < end; i++) {
        w = verb_at(d, l, i);
        if (w != NULL) return w->form == FORM_PARTICIPLE || w->form == FORM_PAST;
    }
    return false;
}

/* The token of the cue's verb, or UINT32_MAX. */
static uint32_t cue_verb(const gold_document *d, const cue_lexicon *l, range cue)
{
    for (uint32_t i = cue.start + 1; i <= cue.end; i++) {
        const cue_word *w = verb_at(d, l, i - 1);
        if (w == NULL || is_auxiliary(d, l, w, i - 1, cue.end)) continue;
        bool ambiguous = w->noun != 0 || w->adjective != 0;
        if (ambiguous && i > 1 && tag_leads_noun(d->text->tokens[i - 2].tag)) continue;
        return i - 1;
    }
    return UINT32_MAX;
}

static bool follows_mark(const text *t, uint32_t i)
{
    if (i == 0 || t->tokens[i - 1].kind != TOKEN_PUNCT) return false;
    return t->tokens[i - 1].quote_role == QUOTE_CLOSE || t->tokens[i - 1].punct == PUNCT_COMMA;
}

static void mistake_print(const gold_document *d, uint32_t head)
{
    const text *t = d->text;
    uint32_t from = head > 5 ? head - 5 : 0, to = head + 5 < t->token_count ? head + 5 : t->token_count;
    printf("  %s:", d->id);
    for (uint32_t i = from; i < to; i++)
        printf(i == head ? " **%.*s/%s**" : " %.*s/%s", (int)(t->tokens[i].end - t->tokens[i].start),
               d->bytes + t->tokens[i].start, tag_name((tag)t->tokens[i].tag));
    putchar('\n');
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    static run r;
    tool_begin(&r);
    if (setjmp(*arena_escape(r.arena)) != 0) tool_fail(r.problem[0] != '\0' ? r.problem : "out of memory", NULL);
    pipeline *p = tool_pipeline(&r, argv[1]);
    size_t size = 0, all[2] = {0}, right[2] = {0};
    int error;
    const void *bytes = tool_file(&r, argv[2], &size);
    p->tagger = tagger_load(r.arena, p->words, bytes, size, &error);
    if (p->tagger == NULL) {
        fprintf(stderr, "%s: no tagger\n", argv[2]);
        return 1;
    }
    bool verbose = strcmp(argv[argc - 1], "-v") == 0;
    corpus c = {0};
    for (int i = 3; i < argc - verbose; i++) tool_corpus(&r, &c, p, argv[i]);
    for (size_t i = 0; i < c.count; i++) {
        const gold_document *d = &c.documents[i];
        for (size_t k = 0; k < d->statement_count; k++) {
            uint32_t head = cue_verb(d, p->attributor->lexicon, d->statements[k].cue);
            if (head == UINT32_MAX) continue;
            bool inverted = follows_mark(d->text, head);
            uint8_t given = d->text->tokens[head].tag;
            bool good = tag_is_verb(given) || tag_is_aux(given);
            all[inverted]++;
            right[inverted] += good;
            if (!good && verbose) mistake_print(d, head);
        }
    }
    printf("verbs after a mark: %zu of %zu (%.2f %%); elsewhere: %zu of %zu (%.2f %%)\n", right[1], all[1],
           100.0 * (double)right[1] / (double)(all[1] ? all[1] : 1), right[0], all[0],
           100.0 * (double)right[0] / (double)(all[0] ? all[0] : 1));
    return 0;
}
