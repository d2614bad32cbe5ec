namespace Liburia.Platform.Database.Postgres;

internal sealed class PostgresDialect : Dialect
{
    public override IReadOnlyList<string> FullTextSchema =>
    [
        "CREATE TABLE platform_search (kind varchar(40) NOT NULL, id varchar(40) NOT NULL, sort_key varchar(200) NOT NULL, words tsvector NOT NULL, PRIMARY KEY (kind, id))",
        "CREATE INDEX ix_platform_search_words ON platform_search USING gin (words)",
    ];

    public override string PositionSql(string text, string within) => $"strpos({within}, '{text}')";

    public override IReadOnlyList<string> ImmutableSql(string table, params string[] columns) =>
    [
        $"""
        CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{table}: immutable'; END $$;
        CREATE TRIGGER {table}_immutable BEFORE UPDATE OF {string.Join(", ", columns)} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
        CREATE TRIGGER {table}_undeletable BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
        """,
    ];
}
