/* SPDX-License-Identifier: Apache-2.0
 *
 * test_arena.c - base/arena and base/buffer: alignment, growth in place and by
 * copy, and what happens when the allocator refuses.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"

/* An allocator that refuses after `budget` successes and knows what is out. */
typedef struct meter {
    long budget;
    long live;
    long calls;
} meter;

static void *meter__allocate(size_t size, void *payload)
{
    meter *m = payload;
    m->calls++;
    if (m->budget == 0) return NULL;
    m->budget--;
    m->live++;
    return malloc(size);
}

static void *meter__reallocate(void *old, size_t size, void *payload)
{
    meter *m = payload;
    m->calls++;
    if (m->budget == 0) return NULL;
    m->budget--;
    if (old == NULL) m->live++;
    return realloc(old, size);
}

static void meter__release(void *pointer, void *payload)
{
    meter *m = payload;
    if (pointer != NULL) m->live--;
    free(pointer);
}

static selon_allocator metered(meter *m)
{
    return (selon_allocator){meter__allocate, meter__reallocate, meter__release, m};
}

static void test_default_allocator(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    char *p = allocator.allocate(10, allocator.payload);
    assert_non_null(p);
    memcpy(p, "123456789", 10);
    p = allocator.reallocate(p, 1000, allocator.payload);
    assert_non_null(p);
    assert_string_equal(p, "123456789");
    allocator.release(p, allocator.payload);
}

static void test_alignment(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 0);
    for (size_t size = 0; size < 300; size++) {
        unsigned char *p = arena_alloc(a, size);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        memset(p, 0xA5, size); /* ASan sees a write outside */
    }
    arena_free(a);
}

static void test_blocks_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 64);
    unsigned char *block[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        block[i] = arena_alloc(a, i % 97 + 1);
        memset(block[i], (int)(i & 0xFF), i % 97 + 1);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < i % 97 + 1; k++) assert_int_equal(block[i][k], i & 0xFF);
    arena_free(a);
}

static void test_zalloc_zeroes_used_memory(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    for (int round = 0; round < 4; round++) { /* malloc() hands the dirty chunk out again */
        arena *a = arena_new(&allocator, 4096);
        unsigned char *p = arena_zalloc(a, 2048);
        for (size_t i = 0; i < 2048; i++) assert_int_equal(p[i], 0);
        memset(p, 0xFF, 2048);
        arena_free(a);
    }
}

static void test_large_block(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1024);
    unsigned char *p = arena_alloc(a, (size_t)3 << 20);
    memset(p, 1, (size_t)3 << 20);
    assert_true(arena_footprint(a) >= (size_t)3 << 20);
    assert_non_null(arena_alloc(a, 8));
    arena_free(a);
}

static void test_chunks_double(void **state)
{
    (void)state;
    meter m = {.budget = -1};
    selon_allocator allocator = metered(&m);
    arena *a = arena_new(&allocator, 1024);
    for (size_t i = 0; i < (size_t)1 << 20; i += 16) arena_alloc(a, 16);
    assert_in_range(m.calls, 3, 14); /* 1 KiB, 2 KiB, 4 KiB ... 1 MiB, and the arena itself */
    arena_free(a);
    assert_int_equal(m.live, 0);
}

static void test_grow_in_place(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    char *p = arena_alloc(a, 100);
    memset(p, 'x', 100);
    char *grown = arena_grow(a, p, 100, 1000);
    assert_ptr_equal(grown, p);
    char *next = arena_alloc(a, 1);
    assert_true(next >= p + 1000);
    arena_free(a);
}

static void test_grow_by_copy(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    char *p = arena_alloc(a, 100);
    memset(p, 'x', 100);
    char *other = arena_alloc(a, 1); /* p is not the last thing any more */
    *other = 'o';
    char *grown = arena_grow(a, p, 100, 1000);
    assert_ptr_not_equal(grown, p);
    for (int i = 0; i < 100; i++) assert_int_equal(grown[i], 'x');
    memset(grown, 'y', 1000);
    assert_int_equal(*other, 'o');
    assert_int_equal(p[99], 'x');
    arena_free(a);
}

static void test_grow_from_nothing(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    char *p = arena_grow(a, NULL, 0, 50);
    assert_non_null(p);
    memset(p, 1, 50);
    arena_free(a);
}

static void test_grow_beyond_chunk(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1024);
    char *p = arena_alloc(a, 10);
    memcpy(p, "0123456789", 10);
    p = arena_grow(a, p, 10, 100000);
    assert_memory_equal(p, "0123456789", 10);
    memset(p, 1, 100000);
    arena_free(a);
}

static void test_vec(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1024);
    VEC(uint32_t) odd = {0};
    VEC(uint64_t) even = {0};
    for (uint32_t i = 0; i < 10000; i++) { /* two that grow in turn, so neither always grows in place */
        if (i & 1)
            VEC_PUSH(a, &odd, i);
        else
            VEC_PUSH(a, &even, i);
    }
    assert_int_equal(odd.count, 5000);
    assert_int_equal(even.count, 5000);
    for (uint32_t i = 0; i < 5000; i++) {
        assert_int_equal(odd.items[i], 2 * i + 1);
        assert_int_equal(even.items[i], 2 * i);
    }
    VEC_RESERVE(a, &odd, 100000);
    assert_true(odd.capacity >= 105000);
    assert_int_equal(odd.count, 5000);
    arena_free(a);
}

static void test_strndup(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1024);
    assert_string_equal(arena_strndup(a, "Selon elle", 5), "Selon");
    assert_string_equal(arena_strndup(a, NULL, 0), "");
    char *with_nul = arena_strndup(a, "a\0b", 3);
    assert_memory_equal(with_nul, "a\0b", 4);
    arena_free(a);
}

static void test_new_without_memory(void **state)
{
    (void)state;
    for (long budget = 0; budget < 2; budget++) {
        meter m = {.budget = budget};
        selon_allocator allocator = metered(&m);
        assert_null(arena_new(&allocator, 4096));
        assert_int_equal(m.live, 0);
    }
    arena_free(NULL);
}

static void test_escape_without_memory(void **state)
{
    (void)state;
    meter m = {.budget = 3}; /* the arena, its first chunk, one more */
    selon_allocator allocator = metered(&m);
    arena *a = arena_new(&allocator, 1024);
    assert_non_null(a);
    volatile size_t blocks = 0;
    if (setjmp(*arena_escape(a)) == 0) {
        for (;;) {
            arena_alloc(a, 512);
            blocks++;
        }
    }
    assert_in_range(blocks, 5, 6); /* 1 KiB and 2 KiB of them */
    assert_null(arena_try_alloc(a, 4096));
    arena_free(a);
    assert_int_equal(m.live, 0);
}

static void test_impossible_sizes(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1024);
    const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 16, SIZE_MAX - 64, SIZE_MAX / 2 + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) assert_null(arena_try_alloc(a, sizes[i]));
    volatile bool escaped = false;
    char *p = arena_alloc(a, 8);
    if (setjmp(*arena_escape(a)) == 0)
        arena_grow(a, p, 8, SIZE_MAX - 4);
    else
        escaped = true;
    assert_true(escaped);
    assert_non_null(arena_try_alloc(a, 8));
    arena_free(a);
}

static void test_allocator_is_kept(void **state)
{
    (void)state;
    meter m = {.budget = -1};
    selon_allocator allocator = metered(&m);
    arena *a = arena_new(&allocator, 1024);
    assert_ptr_equal(arena_allocator(a)->payload, &m);
    arena_free(a);
}

static void test_buffer_appends(void **state)
{
    (void)state;
    meter m = {.budget = -1};
    selon_allocator allocator = metered(&m);
    buffer b = buffer_new(&allocator);
    buffer_append(&b, NULL, 0);
    assert_int_equal(b.size, 0);
    buffer_puts(&b, "Selon ");
    buffer_putc(&b, 'l');
    buffer_put_code_point(&b, 0x2019);
    buffer_printf(&b, "%s, %d", "AFP", 42);
    assert_int_equal(b.size, strlen("Selon l\u2019AFP, 42"));
    assert_memory_equal(b.bytes, "Selon l\u2019AFP, 42", b.size);
    buffer_release(&b);
    assert_int_equal(m.live, 0);
    assert_int_equal(b.size, 0);
}

static void test_buffer_printf_lengths(void **state)
{
    (void)state;
    char expected[1024];
    memset(expected, 'z', sizeof expected);
    selon_allocator allocator = allocator_default();
    for (int size = 250; size < 262; size++) { /* around the small buffer inside buffer_printf() */
        buffer b = buffer_new(&allocator);
        buffer_putc(&b, '|');
        buffer_printf(&b, "%.*s", size, expected);
        buffer_putc(&b, '|');
        assert_int_equal(b.size, size + 2);
        assert_memory_equal(b.bytes + 1, expected, (size_t)size);
        assert_int_equal(b.bytes[size + 1], '|');
        buffer_release(&b);
    }
}

static void test_buffer_grows(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    buffer b = buffer_new(&allocator);
    for (int i = 0; i < 100000; i++) buffer_putc(&b, (char)('a' + i % 26));
    assert_int_equal(b.size, 100000);
    for (int i = 0; i < 100000; i++) assert_int_equal(b.bytes[i], 'a' + i % 26);
    assert_false(b.failed);
    buffer_release(&b);
}

static void test_buffer_without_memory(void **state)
{
    (void)state;
    for (long budget = 0; budget < 3; budget++) {
        meter m = {.budget = budget};
        selon_allocator allocator = metered(&m);
        buffer b = buffer_new(&allocator);
        for (int i = 0; i < 2000; i++) buffer_putc(&b, 'x');
        assert_true(b.failed);
        size_t size = b.size;
        buffer_puts(&b, "more");
        buffer_printf(&b, "%d", 1);
        assert_int_equal(b.size, size); /* nothing is added once it has failed */
        buffer_release(&b);
        assert_int_equal(m.live, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_allocator),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_blocks_do_not_overlap),
        cmocka_unit_test(test_zalloc_zeroes_used_memory),
        cmocka_unit_test(test_large_block),
        cmocka_unit_test(test_chunks_double),
        cmocka_unit_test(test_grow_in_place),
        cmocka_unit_test(test_grow_by_copy),
        cmocka_unit_test(test_grow_from_nothing),
        cmocka_unit_test(test_grow_beyond_chunk),
        cmocka_unit_test(test_vec),
        cmocka_unit_test(test_strndup),
        cmocka_unit_test(test_new_without_memory),
        cmocka_unit_test(test_escape_without_memory),
        cmocka_unit_test(test_impossible_sizes),
        cmocka_unit_test(test_allocator_is_kept),
        cmocka_unit_test(test_buffer_appends),
        cmocka_unit_test(test_buffer_printf_lengths),
        cmocka_unit_test(test_buffer_grows),
        cmocka_unit_test(test_buffer_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
