/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_parser_model.c - any bytes as a parser's weights: refused, or the
 * parser makes one projective tree of every sentence, the same each time.
 *
 * The checksum would refuse nearly all inputs before anything else is looked
 * at, so each input is tried as it is and with the fields that vouch for it
 * put right, the sizes among them.
 */
#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "syntax/parser.h"
#include "syntax/parser_model.h"
#include "syntax/tag.h"
#include "syntax/tagger_model.h"
#include "syntax/transition.h"
#include "syntax/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char sample[] = "The mayor said: “It’s 5 % — or 1,000 & more (Ägypten)!” ALPHA beta, gamma that delta";

static void put64(unsigned char *p, uint64_t value)
{
    for (int i = 0; i < 8; i++) p[i] = (unsigned char)(value >> 8 * i);
}

/* Makes the header describe the bytes; returns how many of them it describes,
 * 0 when they are too few. */
static size_t vouch(unsigned char *bytes, size_t size)
{
    if (size < PARSER_HEADER + PARSER_LABEL_LINE + PARSER_MOVE_LINE) return 0;
    size_t labels = bytes[28] % 8 + 1;
    if (size < PARSER_HEADER + labels * PARSER_LABEL_LINE + PARSER_MOVE_LINE) labels = 1;
    size_t moves = (size - PARSER_HEADER - labels * PARSER_LABEL_LINE) / PARSER_MOVE_LINE;
    size = PARSER_HEADER + labels * PARSER_LABEL_LINE + moves * PARSER_MOVE_LINE;
    memcpy(bytes, PARSER_MAGIC, 8);
    put64(bytes + 8, PARSER_VERSION | (uint64_t)TRANSITION_VERSION << 32);
    put64(bytes + 16, parser_names_hash());
    put64(bytes + 24, moves | (uint64_t)labels << 32);
    put64(bytes + PARSER_CHECKSUM_AT, tagger_checksum(bytes, size));
    return size;
}

/* Every token hangs on the root, and every subtree is as long as it has
 * tokens. */
static void check_tree(arena *a, const arc *arcs, uint32_t first, uint32_t end)
{
    tree t = {0};
    tree_build(a, &t, arcs, first, end);
    assert(t.root != TREE_NONE && tree_span(&t, t.root).start == first && tree_span(&t, t.root).end == end);
    uint32_t roots = 0;
    uint32_t *sizes = ARENA_ZARRAY(a, uint32_t, end - first);
    for (uint32_t i = first; i < end; i++) {
        roots += tree_head(&t, i) == ARC_NO_HEAD;
        assert((tree_head(&t, i) == ARC_NO_HEAD) == (tree_label(&t, i) == REL_ROOT));
        assert(tree_label(&t, i) > REL_NONE && tree_label(&t, i) < REL_COUNT);
        uint32_t steps = 0;
        for (uint32_t at = i; at != ARC_NO_HEAD; at = tree_head(&t, at)) {
            assert(at >= first && at < end && steps++ <= end - first);
            sizes[at - first]++;
        }
    }
    assert(roots == 1);
    for (uint32_t i = first; i < end; i++) assert(tree_span(&t, i).end - tree_span(&t, i).start == sizes[i - first]);
}

static void check(arena *a, const unsigned char *bytes, size_t size)
{
    int error = 1;
    parser *p = parser_load(a, bytes, size, &error);
    assert(error == (p != NULL ? SELON_OK : SELON_ERROR_DATA));
    if (p == NULL) return;
    vocabulary *v = vocabulary_new(a);
    writing *w = writing_load(a, v, "", 0, &error);
    if (w == NULL) return;
    text *t = text_analyse(a, w, sample, sizeof sample - 1);
    for (uint32_t i = 0; i < t->token_count; i++)
        t->tokens[i].tag = transition_is_mark(&t->tokens[i]) ? TAG_PUNCT : (uint8_t)(1 + bytes[i] % (TAG_COUNT - 1));
    arc *arcs = ARENA_ARRAY(a, arc, t->token_count), *again = ARENA_ARRAY(a, arc, t->token_count);
    parser_parse(p, t, 0, t->token_count, arcs);
    parser_parse(p, t, 0, t->token_count, again);
    for (uint32_t i = 0; i < t->token_count; i++)
        assert(arcs[i].head == again[i].head && arcs[i].label == again[i].label);
    check_tree(a, arcs, 0, t->token_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 12);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        check(a, data, size);
        unsigned char *vouched = arena_alloc(a, size);
        if (size > 0) memcpy(vouched, data, size);
        check(a, vouched, vouch(vouched, size));
    }
    arena_free(a);
    return 0;
}
