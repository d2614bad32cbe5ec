namespace Liburia.Platform.Database.Sqlite;

internal sealed class SqliteDialect : Dialect
{
    public override IReadOnlyList<string> FullTextSchema =>
    [
        "CREATE VIRTUAL TABLE platform_search USING fts5(words, kind UNINDEXED, id UNINDEXED, sort_key UNINDEXED, tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3')",
        "CREATE TABLE platform_search_rows (kind TEXT NOT NULL, id TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    ];

    public override string PositionSql(string text, string within) => $"instr({within}, '{text}')";

    public override IReadOnlyList<string> ImmutableSql(string table, params string[] columns) =>
    [
        $"CREATE TRIGGER {table}_immutable BEFORE UPDATE OF {string.Join(", ", columns)} ON {table} BEGIN SELECT RAISE(ABORT, '{table}: immutable'); END",
        $"CREATE TRIGGER {table}_undeletable BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table}: rows are never deleted'); END",
    ];
}
