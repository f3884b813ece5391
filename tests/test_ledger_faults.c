/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ledger_faults.c - every write fails once, every allocation fails once.
 *
 * A file system for SQLite (a VFS) that passes everything on to the real one
 * but refuses the n-th change: a write, a truncation, a sync, a new file. For
 * n = 1, 2, 3, ... a ledger is made, and then the same articles are added to one
 * that was just made, until nothing is refused. Each
 * time before, what was reported as added must be in the file, which must be
 * whole, and adding all again must end in the ledger that it would have been.
 * The refusal is once a single one, and once all from the n-th on, as on a
 * full disk. What is not needed for any of that, as tidying up, may fail without
 * a trace.
 */
#include "ledgers.h"

#include "base/hash.h"
#include "ledger/inside.h"
#include "ledger/reread.h"

#define NEVER SIZE_MAX
#define VFS_NAME "failing"

static selon_engine *engine;
static char folder[] = "/tmp/selon-faults-XXXXXX";
static char path[64];

/* ---- a disk that fails ---- */

static struct disk {
    size_t left;   /* changes that are granted */
    bool for_good; /* after the first refusal, all are */
    bool full;     /* says that it is full, not that it is broken */
    size_t asked;
} disk;

static bool disk__grants(void)
{
    disk.asked++;
    if (disk.left == NEVER) return true;
    if (disk.left > 0) return disk.left--, true;
    if (!disk.for_good) disk.left = NEVER;
    return false;
}

typedef struct failing_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this structure */
} failing_file;

#define REAL(f) (((failing_file *)(f))->real)

static int failing_close(sqlite3_file *f)
{
    return REAL(f)->pMethods->xClose(REAL(f));
}
static int failing_read(sqlite3_file *f, void *b, int n, sqlite3_int64 at)
{
    return REAL(f)->pMethods->xRead(REAL(f), b, n, at);
}
static int failing_write(sqlite3_file *f, const void *b, int n, sqlite3_int64 at)
{
    if (!disk__grants()) return disk.full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    return REAL(f)->pMethods->xWrite(REAL(f), b, n, at);
}
static int failing_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    if (!disk__grants()) return SQLITE_IOERR_TRUNCATE;
    return REAL(f)->pMethods->xTruncate(REAL(f), size);
}
static int failing_sync(sqlite3_file *f, int flags)
{
    if (!disk__grants()) return SQLITE_IOERR_FSYNC;
    (void)f; /* nobody pulls the plug here, and waiting for the disk takes most of the time */
    (void)flags;
    return SQLITE_OK;
}
static int failing_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return REAL(f)->pMethods->xFileSize(REAL(f), size);
}
static int failing_lock(sqlite3_file *f, int l)
{
    return REAL(f)->pMethods->xLock(REAL(f), l);
}
static int failing_unlock(sqlite3_file *f, int l)
{
    return REAL(f)->pMethods->xUnlock(REAL(f), l);
}
static int failing_reserved(sqlite3_file *f, int *out)
{
    return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}
static int failing_control(sqlite3_file *f, int op, void *arg)
{
    return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}
static int failing_sector(sqlite3_file *f)
{
    return REAL(f)->pMethods->xSectorSize(REAL(f));
}
static int failing_device(sqlite3_file *f)
{
    return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}
static int failing_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    if (extend && !disk__grants()) return disk.full ? SQLITE_FULL : SQLITE_IOERR_SHMSIZE;
    return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, out);
}
static int failing_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return REAL(f)->pMethods->xShmLock(REAL(f), at, n, flags);
}
static void failing_barrier(sqlite3_file *f)
{
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}
static int failing_unmap(sqlite3_file *f, int gone)
{
    return REAL(f)->pMethods->xShmUnmap(REAL(f), gone);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = failing_close,
    .xRead = failing_read,
    .xWrite = failing_write,
    .xTruncate = failing_truncate,
    .xSync = failing_sync,
    .xFileSize = failing_size,
    .xLock = failing_lock,
    .xUnlock = failing_unlock,
    .xCheckReservedLock = failing_reserved,
    .xFileControl = failing_control,
    .xSectorSize = failing_sector,
    .xDeviceCharacteristics = failing_device,
    .xShmMap = failing_map,
    .xShmLock = failing_shm_lock,
    .xShmBarrier = failing_barrier,
    .xShmUnmap = failing_unmap,
};

static int failing_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    failing_file *file = (failing_file *)f;
    sqlite3_vfs *real = vfs->pAppData;
    file->base.pMethods = NULL;
    file->real = (sqlite3_file *)(file + 1);
    if ((flags & SQLITE_OPEN_CREATE) && !disk__grants()) return SQLITE_CANTOPEN;
    int code = real->xOpen(real, name, file->real, flags, out);
    if (code == SQLITE_OK) file->base.pMethods = &methods;
    return code;
}

static int failing_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    sqlite3_vfs *real = vfs->pAppData;
    if (!disk__grants()) return SQLITE_IOERR_DELETE;
    return real->xDelete(real, name, sync);
}

static sqlite3_vfs failing;

static void make_vfs(void)
{
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    failing = *real;
    failing.zName = VFS_NAME;
    failing.pNext = NULL;
    failing.pAppData = real;
    failing.szOsFile = (int)sizeof(failing_file) + real->szOsFile;
    failing.xOpen = failing_open;
    failing.xDelete = failing_delete;
    assert_int_equal(sqlite3_vfs_register(&failing, 0), SQLITE_OK);
}

/* ---- memory that runs out ---- */

static struct purse {
    size_t left;
    sqlite3_mem_methods real;
} purse = {.left = NEVER};

static bool purse__grants(void)
{
    if (purse.left == NEVER) return true;
    if (purse.left == 0) return false;
    purse.left--;
    return true;
}

static void *sql_malloc(int size)
{
    return purse__grants() ? purse.real.xMalloc(size) : NULL;
}
static void *sql_realloc(void *old, int size)
{
    return purse__grants() ? purse.real.xRealloc(old, size) : NULL;
}
static void *our_allocate(size_t size, void *payload)
{
    (void)payload;
    return purse__grants() ? malloc(size) : NULL;
}
static void *our_reallocate(void *old, size_t size, void *payload)
{
    (void)payload;
    return purse__grants() ? realloc(old, size) : NULL;
}
static void our_release(void *old, void *payload)
{
    (void)payload;
    free(old);
}
static const selon_allocator our_allocator = {our_allocate, our_reallocate, our_release, NULL};

static int begin(void **state)
{
    (void)state;
    sqlite3_mem_methods mine;
    if (mkdtemp(folder) == NULL) return -1;
    snprintf(path, sizeof path, "%s/news.ledger", folder);
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &purse.real) != SQLITE_OK) return -1;
    mine = purse.real;
    mine.xMalloc = sql_malloc;
    mine.xRealloc = sql_realloc;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &mine) != SQLITE_OK) return -1;
    if (sqlite3_initialize() != SQLITE_OK) return -1;
    make_vfs();
    return selon_engine_open(&engine, NULL);
}

static int end(void **state)
{
    (void)state;
    selon_engine_close(engine);
    remove_ledger(path);
    sqlite3_vfs_unregister(&failing);
    return rmdir(folder);
}

/* ---- the work that is disturbed ---- */

#define PIECES 6
static const piece pieces[PIECES] = {
    {"https://courier.example/bridge", "Courier", "2025-03-04", "Bridge", BRIDGE},
    {"https://phare.example/bac", "Le Phare", "2025-03-07", "Le bac", FERRY},
    {"https://herald.example/9", "Herald", "2025-03-05", "Bridge", "HARBOUR - " BRIDGE},
    {"https://courier.example/bridge", "Courier", "2025-03-06", "Bridge", BRIDGE " \"Wait for us,\" Duarte said."},
    /* They have the first one's quotation again: the three become a group. */
    {"https://echo.example/5", "Echo", "2025-03-07", "Radio",
     "Snow fell on the orchards. \"We will gamble with people's lives,\" Ana Duarte told a radio station."},
    {"https://gazette.example/6", "Gazette", "2025-03-08", "Pier",
     "Tourists slept on the pier. Ana Duarte said that the town would not gamble with people's lives."},
};

/* Adds the pieces, two in a transaction. Sets which were reported as added. */
static int add_all(ledger_entry *const *entries, const char *vfs, bool reported[PIECES])
{
    ledger *l;
    ledger_receipt r;
    ledger_options options = {.write = true, .create = true, .vfs = vfs, .allocator = &our_allocator};
    memset(reported, 0, PIECES * sizeof *reported);
    int error = ledger_open(&l, path, &options, NULL);
    if (error != SELON_OK) return error;
    for (int i = 0; i < PIECES && error == SELON_OK; i += 2) {
        error = ledger_begin(l);
        for (int k = i; k < i + 2 && error == SELON_OK; k++) error = ledger_add(l, entries[k], &r);
        if (error == SELON_OK) error = ledger_commit(l);
        if (error == SELON_OK) reported[i] = reported[i + 1] = true;
    }
    if (error != SELON_OK) ledger_rollback(l);
    ledger_close(l);
    return error;
}

/* The ledger's articles and statements in one line. */
static char *contents(void)
{
    char *out = strdup(sql_of(
        path,
        "select ifnull((select group_concat(x, ' ') from (select a.address || '>' || v.text || '>' || ifnull(o.name, "
        "'') "
        "x from versions v join articles a on a.id = v.article left join outlets o on o.id = a.outlet order by v.id)), "
        "'') "
        "|| '|' || ifnull((select group_concat(x, ' ') from (select s.text || ':' || s.key || ':' || s.type || ':' || "
        "ifnull(n.name, '') x from statements s left join speakers k on k.id = s.speaker left join names n on n.id = "
        "k.name "
        "order by s.id)), '') || '|' || "
        "ifnull((select group_concat(x, ' ') from (select form || '=' || stem x from forms order by 1)), '') || '|' || "
        "ifnull((select group_concat(x, ' ') from (select statement || '/' || text x from absent order by 1)), '') || "
        "'|' || "
        "ifnull((select group_concat(x, ' ') from (select one || '~' || other || '~' || changes x from links order by "
        "1)), '') || '|' || "
        "ifnull((select group_concat(x, ' ') from (select statement || '@' || leader x from grouped order by 1)), '') "
        "|| "
        "(select ifnull(sum(length(entries)), 0) from mark_runs)"));
    assert_non_null(out);
    return out;
}

static void make_entries(ledger_entry *entries[PIECES])
{
    for (int i = 0; i < PIECES; i++) entries[i] = entry_of(engine, &pieces[i], NULL);
}

static void free_entries(ledger_entry *entries[PIECES])
{
    for (int i = 0; i < PIECES; i++) ledger_entry_free(entries[i]);
}

static void check_reported(const bool reported[PIECES])
{
    char query[256];
    for (int i = 0; i < PIECES; i++) {
        if (!reported[i]) continue;
        snprintf(query, sizeof query,
                 "select count(*) from versions v join articles a on a.id = v.article "
                 "where a.address = '%s' and v.published = '%s'",
                 pieces[i].url, pieces[i].date);
        assert_string_equal(sql_of(path, query), "1");
    }
}

/* ---- files ---- */

static char *file__read(const char *name, size_t *size)
{
    FILE *f = fopen(name, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *size = (size_t)ftell(f);
    rewind(f);
    char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, f), *size);
    fclose(f);
    return bytes;
}

typedef struct saved {
    char *bytes;
    size_t size;
} saved;

static saved save(void)
{
    saved s;
    s.bytes = file__read(path, &s.size);
    return s;
}

static void restore(const saved *s)
{
    remove_ledger(path);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(s->bytes, 1, s->size, f), s->size);
    assert_int_equal(fclose(f), 0);
}

/* ---- what was met before ---- */

/* While the disk is sound again, a file is a whole number of transactions, so few
 * states of it are met, byte by byte the same. What follows from one is the same
 * each time, too: it is looked at once. */
static struct met {
    uint64_t states[64];
    size_t count;
} met;

static uint64_t file__hash(const char *name)
{
    size_t size;
    if (access(name, F_OK) != 0) return 0;
    char *bytes = file__read(name, &size);
    uint64_t hash = hash_bytes(bytes, size);
    free(bytes);
    return hash;
}

/* Was the ledger met before as it is, with what lies in the log beside it? */
static bool met__before(void)
{
    char log[sizeof path + 8];
    snprintf(log, sizeof log, "%s-wal", path);
    uint64_t state = hash_join(file__hash(path), file__hash(log));
    for (size_t i = 0; i < met.count; i++)
        if (met.states[i] == state) return true;
    if (met.count < sizeof met.states / sizeof *met.states) met.states[met.count++] = state;
    return false;
}

/* ---- what the file should be ---- */

/* Opens a ledger, made if there is none, and closes it. */
static int open_only(const char *vfs)
{
    ledger *l;
    ledger_options options = {.write = true, .create = true, .vfs = vfs, .allocator = &our_allocator};
    int error = ledger_open(&l, path, &options, NULL);
    if (error == SELON_OK) ledger_close(l);
    return error;
}

/* One without articles. */
static saved fresh_ledger(void)
{
    remove_ledger(path);
    purse.left = disk.left = NEVER;
    assert_int_equal(open_only(VFS_NAME), SELON_OK);
    return save();
}

/* In the end. */
static char *undisturbed(ledger_entry *entries[PIECES])
{
    bool reported[PIECES];
    remove_ledger(path);
    purse.left = disk.left = NEVER;
    assert_int_equal(add_all(entries, VFS_NAME, reported), SELON_OK);
    check_ledger(path);
    assert_non_null(strstr(sql_of(path, "select group_concat(name) from names"), "Duarte"));
    char *out = contents();
    assert_non_null(strchr(out, '@')); /* there is a group */
    return out;
}

/* In any order: a new ledger is tidied up (tidy.c) unless that was refused. */
#define SCHEMA \
    "select group_concat(sql, ';') || (select group_concat(k || v) from words_config) from (select sql from " \
    "sqlite_schema order by 1)"

/* Whatever was refused while it was made, it is made, and empty. */
static void recover_fresh(const char *schema)
{
    purse.left = disk.left = NEVER;
    if (access(path, F_OK) == 0) assert_string_equal(sql_of(path, "pragma integrity_check"), "ok");
    if (met__before()) return;
    assert_int_equal(open_only(VFS_NAME), SELON_OK);
    sql_hold(path);
    check_ledger(path);
    assert_string_equal(sql_of(path, "select count(*) from articles"), "0");
    assert_string_equal(sql_of(path, SCHEMA), schema);
    sql_let_go();
}

/* Under a sanitizer, which takes three times as long over each, a change is refused in one of the three ways of
 * refusing it, so that each is refused once; otherwise in all three. */
#define DISK_STEP ((size_t)(SANITIZED ? 3 : 1))

static void run_making(bool memory, size_t first, struct disk how)
{
    int error = SELON_ERROR_IO;
    saved made = fresh_ledger();
    free(made.bytes);
    char *schema = strdup(sql_of(path, SCHEMA));
    size_t failures = 0;
    met.count = 0;
    for (size_t n = first;; n += !memory ? DISK_STEP : n < 300 ? 1 : 1 + n / (SANITIZED ? 30 : 100)) {
        remove_ledger(path);
        disk = how;
        disk.left = memory ? NEVER : n;
        purse.left = memory ? n : NEVER;
        error = open_only(VFS_NAME);
        bool disturbed = memory ? purse.left == 0 : disk.asked > n;
        failures += error != SELON_OK;
        recover_fresh(schema);
        if (!disturbed) break;
    }
    assert_true(failures > 5);
    free(schema);
}

/* What was reported is there, in a ledger that is whole, and adding all again makes the rest. */
static void check_outcome(ledger_entry *entries[PIECES], const bool reported[PIECES], const char *expected)
{
    bool again[PIECES];
    purse.left = disk.left = NEVER;
    sql_hold(path);
    sql_of(path, "select count(*) from articles"); /* what was broken off is taken back now */
    check_reported(reported);
    sql_let_go();
    if (met__before()) return;
    sql_hold(path);
    check_ledger(path);
    sql_let_go();
    assert_int_equal(add_all(entries, VFS_NAME, again), SELON_OK);
    sql_hold(path);
    check_ledger(path);
    char *now = contents();
    sql_let_go();
    assert_string_equal(now, expected);
    free(now);
}

static void run_disk(size_t first, bool for_good, bool full)
{
    ledger_entry *entries[PIECES];
    bool reported[PIECES];
    make_entries(entries);
    char *expected = undisturbed(entries);
    saved fresh = fresh_ledger();
    int error = SELON_ERROR_IO;
    size_t failures = 0;
    run_making(false, SANITIZED ? first : 0, (struct disk){.for_good = for_good, .full = full});
    met.count = 0;
    for (size_t n = SANITIZED ? first : 0;; n += DISK_STEP) {
        restore(&fresh);
        disk = (struct disk){.left = n, .for_good = for_good, .full = full};
        error = add_all(entries, VFS_NAME, reported);
        bool disturbed = disk.asked > n;
        failures += error != SELON_OK;
        assert_true(error != SELON_ERROR_MEMORY && error != LEDGER_DAMAGED && error != LEDGER_FOREIGN);
        check_outcome(entries, reported, expected);
        if (!disturbed) break;
    }
    assert_true(failures > 10);
    assert_true(met.count >= PIECES / 2);
    free(fresh.bytes);
    free(expected);
    free_entries(entries);
}

static void test_one_write_fails(void **state)
{
    (void)state;
    run_disk(0, false, false);
}

static void test_all_writes_fail(void **state)
{
    (void)state;
    run_disk(1, true, false);
}

static void test_disk_full(void **state)
{
    (void)state;
    run_disk(2, true, true);
}

/* The failure of every allocation at the beginning, where things are made once, then
 * of one in so many of the many thousand. */
static void test_memory(void **state)
{
    (void)state;
    ledger_entry *entries[PIECES];
    bool reported[PIECES];
    make_entries(entries);
    char *expected = undisturbed(entries);
    saved fresh = fresh_ledger();
    size_t failures = 0;
    run_making(true, 0, (struct disk){0});
    met.count = 0;
    for (size_t n = 0;; n += n < 300 ? 1 : 1 + n / (SANITIZED ? 30 : 100)) {
        restore(&fresh);
        purse.left = n;
        int error = add_all(entries, VFS_NAME, reported);
        bool disturbed = purse.left == 0;
        failures += error != SELON_OK;
        if (error != SELON_OK) assert_true(error == SELON_ERROR_MEMORY || error == SELON_ERROR_IO);
        check_outcome(entries, reported, expected);
        if (!disturbed) break;
    }
    assert_true(failures > 100);
    assert_true(met.count >= PIECES / 2);
    free(fresh.bytes);
    free(expected);
    free_entries(entries);
}

static void test_memory_of_entries(void **state)
{
    (void)state;
    int error = SELON_ERROR_MEMORY;
    ledger_entry *e;
    ledger_origin origin = {"file:///a", true};
    for (size_t n = 0; error != SELON_OK; n++) {
        selon_document *doc = read_piece(engine, &bridge);
        purse.left = n;
        ledger_maker *m = ledger_maker_new(&our_allocator);
        error = m != NULL ? ledger_entry_new(&e, m, doc, &origin, false) : SELON_ERROR_MEMORY;
        purse.left = NEVER;
        if (m == NULL) selon_document_free(doc);
        if (error == SELON_OK)
            ledger_entry_free(e);
        else
            assert_int_equal(error, SELON_ERROR_MEMORY);
        ledger_maker_free(m);
    }
}

/* ---- reading again ---- */

/* Reads every family again, in one transaction. */
static int reread_family(ledger *l, arena *a, ledger_maker *m, const stale_family *f)
{
    rereading *g = NULL;
    reread_count count = {0};
    int error = rereading_begin(&g, l, f->id, f->texts, f->count);
    for (size_t i = 0; i < f->count && error == SELON_OK; i++) {
        stale_text t;
        selon_document *doc;
        ledger_entry *e;
        error = stale_text_get(l, a, f->texts[i], &t);
        if (error != SELON_OK) break;
        assert_int_equal(selon_read(&doc, engine, t.text.text, t.text.size, &t.options), SELON_OK);
        assert_int_equal(ledger_entry_again(&e, m, doc), SELON_OK);
        error = rereading_text(g, f->texts[i], e);
        ledger_entry_free(e);
    }
    if (error == SELON_OK) error = rereading_end(g, &count);
    rereading_free(g);
    return error;
}

static int reread_all(ledger_maker *m)
{
    ledger *l;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    ledger_options options = {.write = true, .vfs = VFS_NAME, .allocator = &our_allocator};
    int error = ledger_open(&l, path, &options, NULL), row = 1;
    stale_family f = {0};
    assert_non_null(a);
    if (error == SELON_OK) error = ledger_begin(l);
    if (error == SELON_OK) {
        reader_names *names = reader_names_new(a, engine);
        while (error == SELON_OK && (row = stale_family_next(l, a, names, true, f.id, &f)) == 1)
            error = reread_family(l, a, m, &f);
        if (error == SELON_OK) error = row;
        if (error == SELON_OK) error = ledger_commit(l);
        if (error != SELON_OK) ledger_rollback(l);
    }
    arena_free(a);
    ledger_close(l);
    return error;
}

/* A ledger whose statements are not what reading its texts gives. */
static saved spoil(void)
{
    ledger_entry *entries[PIECES];
    bool reported[PIECES];
    make_entries(entries);
    remove_ledger(path);
    purse.left = disk.left = NEVER;
    assert_int_equal(add_all(entries, VFS_NAME, reported), SELON_OK);
    free_entries(entries);
    sql_of(path, "update statements set key = key + 1, type = 1 - type where id % 2 = 0 and type < 2");
    sql_of(path, "update statements set speaker = null where id % 3 = 0");
    sql_of(path, "delete from speakers where id not in (select speaker from statements where speaker is not null)");
    return save();
}

/* Whatever is refused, the ledger is as it was or as it should be. */
static void run_reread(bool memory)
{
    ledger_maker *m = ledger_maker_new(NULL);
    saved old = spoil();
    char *before = contents();
    assert_int_equal(reread_all(m), SELON_OK);
    check_ledger(path);
    char *after = contents();
    assert_string_not_equal(before, after);
    size_t failures = 0;
    met.count = 0;
    for (size_t n = 0;; n += !memory ? DISK_STEP : n < 200 ? 1 : 1 + n / (SANITIZED ? 20 : 60)) {
        restore(&old);
        disk = (struct disk){.left = memory ? NEVER : n, .for_good = true, .full = true};
        purse.left = memory ? n : NEVER;
        int error = reread_all(m);
        bool disturbed = memory ? purse.left == 0 : disk.asked > n;
        purse.left = disk.left = NEVER;
        failures += error != SELON_OK;
        sql_hold(path);
        assert_string_equal(sql_of(path, "pragma integrity_check"), "ok");
        char *now = contents();
        sql_let_go();
        if (strcmp(now, before) != 0) assert_string_equal(now, after);
        if (error == SELON_OK) assert_string_equal(now, after);
        free(now);
        if (!met__before()) {
            assert_int_equal(reread_all(m), SELON_OK);
            now = contents();
            assert_string_equal(now, after);
            free(now);
        }
        if (!disturbed) break;
    }
    assert_true(failures > 5);
    free(before);
    free(after);
    free(old.bytes);
    ledger_maker_free(m);
}

static void test_reading_again_on_a_full_disk(void **state)
{
    (void)state;
    run_reread(false);
}

static void test_reading_again_without_memory(void **state)
{
    (void)state;
    run_reread(true);
}

/* ---- tidying up ---- */

#define INDEX_PIECES "select count(distinct segid) from words_idx"

static void tidy(bool due)
{
    ledger *l;
    ledger_options options = {.write = true, .vfs = VFS_NAME, .allocator = &our_allocator};
    if (ledger_open(&l, path, &options, NULL) != SELON_OK) return;
    if (due) l->pages /= 2;
    ledger_tidy(l);
    ledger_close(l);
}

/* A ledger that was added to three times, with room that nothing is in. */
static saved untidy(void)
{
    ledger_entry *entries[PIECES];
    make_entries(entries);
    free(undisturbed(entries));
    free_entries(entries);
    assert_string_equal(sql_of(path, INDEX_PIECES), "3");
    return save();
}

static void test_tidying_up(void **state)
{
    (void)state;
    saved old = untidy();
    char *before = contents();
    long words = atol(sql_of(path, "select count(*) from words where words match 'bridge OR lives'"));
    assert_true(words > 0);
    tidy(false); /* it has not grown since it was opened */
    assert_string_equal(sql_of(path, INDEX_PIECES), "3");
    tidy(true);
    check_ledger(path);
    assert_string_equal(sql_of(path, INDEX_PIECES), "1");
    assert_string_equal(sql_of(path, "pragma freelist_count"), "0");
    assert_int_equal(atol(sql_of(path, "select count(*) from words where words match 'bridge OR lives'")), words);
    char *after = contents();
    assert_string_equal(after, before);
    free(after);
    free(before);
    free(old.bytes);
}

/* Whatever is refused, all that was there is there. */
static void run_tidying(bool memory, bool for_good)
{
    saved old = untidy();
    char *before = contents();
    size_t failures = 0;
    /* a tidying up writes a dozen times: each is refused, under a sanitizer too */
    for (size_t n = 0;; n += !memory || n < 100 ? 1 : 1 + n / (SANITIZED ? 10 : 30)) {
        restore(&old);
        disk = (struct disk){.left = memory ? NEVER : n, .for_good = for_good, .full = for_good};
        purse.left = memory ? n : NEVER;
        tidy(true);
        bool disturbed = memory ? purse.left == 0 : disk.asked > n;
        purse.left = disk.left = NEVER;
        sql_hold(path);
        assert_string_equal(sql_of(path, "pragma integrity_check"), "ok");
        char *now = contents();
        failures += strcmp(sql_of(path, INDEX_PIECES), "1") != 0;
        sql_let_go();
        assert_string_equal(now, before);
        free(now);
        if (!disturbed) break;
    }
    assert_true(failures > 5);
    assert_string_equal(sql_of(path, INDEX_PIECES), "1");
    free(before);
    free(old.bytes);
}

static void test_tidying_up_on_a_full_disk(void **state)
{
    (void)state;
    run_tidying(false, true);
}

static void test_one_write_of_tidying_up_fails(void **state)
{
    (void)state;
    run_tidying(false, false);
}

static void test_tidying_up_without_memory(void **state)
{
    (void)state;
    run_tidying(true, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_write_fails),
        cmocka_unit_test(test_all_writes_fail),
        cmocka_unit_test(test_disk_full),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_memory_of_entries),
        cmocka_unit_test(test_reading_again_on_a_full_disk),
        cmocka_unit_test(test_reading_again_without_memory),
        cmocka_unit_test(test_tidying_up),
        cmocka_unit_test(test_tidying_up_on_a_full_disk),
        cmocka_unit_test(test_one_write_of_tidying_up_fails),
        cmocka_unit_test(test_tidying_up_without_memory),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
