/* SPDX-License-Identifier: Apache-2.0
 *
 * inspect.c - prints what the stages make of a text, for those who work on
 * them: one sentence a block, its tokens with their tags, then one token a line
 * with its relation and its head.
 *
 *     build/train/inspect fr|en FILE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/resource.h"
#include "syntax/parser.h"
#include "syntax/tag.h"
#include "syntax/tagger.h"
#include "text/text.h"

static char *file_read(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *bytes = NULL;
    if (f == NULL) return NULL;
    if (fseek(f, 0, SEEK_END) == 0) {
        *size = (size_t)ftell(f);
        rewind(f);
        bytes = malloc(*size + 1);
        if (bytes != NULL) bytes[fread(bytes, 1, *size, f)] = '\0';
    }
    fclose(f);
    return bytes;
}

static void print_tree(arena *a, const parser *p, const text *t, uint32_t first, uint32_t end)
{
    arc *arcs = ARENA_ARRAY(a, arc, end - first);
    parser_parse(p, t, first, end, arcs);
    for (uint32_t i = first; i < end; i++) {
        const token *k = &t->tokens[i], *h = arcs[i - first].head != ARC_NO_HEAD ? &t->tokens[arcs[i - first].head] : k;
        printf("    %-20.*s %-10s %.*s\n", (int)(k->end - k->start), t->bytes + k->start,
               relation_name(arcs[i - first].label), h != k ? (int)(h->end - h->start) : 0, t->bytes + h->start);
    }
}

int main(int argc, char **argv)
{
    size_t size = 0, data_size;
    int error;
    if (argc != 3) return 2;
    char *bytes = file_read(argv[2], &size);
    if (bytes == NULL) return 1;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) return 1;
    vocabulary *v = vocabulary_new(a);
    const void *data = resource_find(resource_store_new(a, NULL), argv[1], "text.txt", &data_size, &error);
    writing *w = writing_load(a, v, data, data_size, &error);
    data = resource_find(resource_store_new(a, NULL), argv[1], "tagger.bin", &data_size, &error);
    tagger *g = data ? tagger_load(a, v, data, data_size, &error) : NULL;
    data = resource_find(resource_store_new(a, NULL), argv[1], "parser.bin", &data_size, &error);
    parser *p = data ? parser_load(a, data, data_size, &error) : NULL;
    text *t = text_analyse(a, w, bytes, size);
    for (uint32_t s = 0; g != NULL && s < t->sentence_count; s++)
        tagger_run(g, t, t->sentences[s].first, t->sentences[s].end);
    for (uint32_t s = 0; s < t->sentence_count; s++) {
        printf("== %u%s par %u\n", s, t->sentences[s].headline ? " headline" : "", t->sentences[s].paragraph);
        for (uint32_t i = t->sentences[s].first; i < t->sentences[s].end; i++)
            printf(" %.*s/%s%s", (int)(t->tokens[i].end - t->tokens[i].start), bytes + t->tokens[i].start,
                   tag_name(t->tokens[i].tag),
                   t->tokens[i].quote_role == QUOTE_OPEN    ? "<"
                   : t->tokens[i].quote_role == QUOTE_CLOSE ? ">"
                                                            : "");
        printf("\n");
        if (g != NULL && p != NULL) print_tree(a, p, t, t->sentences[s].first, t->sentences[s].end);
    }
    arena_free(a);
    free(bytes);
    return 0;
}
