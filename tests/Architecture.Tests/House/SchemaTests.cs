using System.Data;
using Liburia.Platform.Database;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>The hand-written migrations make exactly the schema of the model, on both engines. There is no snapshot: this is the proof.</summary>
public abstract class SchemaTests(Town town)
{
    protected abstract Task<List<(string Table, string Column, bool Nullable, int? Length)>> ColumnsAsync(AppDb db);

    protected abstract Task<List<(string Table, string Columns, bool Unique)>> IndexesAsync(AppDb db);

    protected abstract Task<List<(string Table, string Column, string Principal)>> ForeignKeysAsync(AppDb db);

    private static IRelationalModel ModelOf(AppDb db) => db.GetService<IDesignTimeModel>().Model.GetRelationalModel();

    [Fact]
    public async Task Migrated_TablesAndColumns_EqualTheModel()
    {
        town.Require();
        await town.ReadAsync("cesa", async db =>
        {
            var wanted = ModelOf(db).Tables.SelectMany(t => t.Columns.Select(c => (t.Name, c.Name, c.IsNullable))).Order().ToList();
            var found = (await ColumnsAsync(db)).Where(c => !c.Table.StartsWith("platform_search", StringComparison.Ordinal)).Select(c => (c.Table, c.Column, c.Nullable)).Order().ToList();
            found.ShouldBe(wanted);
            return 0;
        });
    }

    [Fact]
    public async Task Migrated_Lengths_EqualTheModel()
    {
        town.Require();
        await town.ReadAsync("cesa", async db =>
        {
            var found = (await ColumnsAsync(db)).ToDictionary(c => (c.Table, c.Column), c => c.Length);
            if (found.Values.All(length => length is null)) return 0; // SQLite keeps no lengths
            foreach (var table in ModelOf(db).Tables)
                foreach (var column in table.Columns.Where(c => c.StoreType.StartsWith("character varying", StringComparison.Ordinal)))
                    $"{table.Name}.{column.Name} {found[(table.Name, column.Name)]}".ShouldBe($"{table.Name}.{column.Name} {column.PropertyMappings[0].Property.GetMaxLength()}");
            return 0;
        });
    }

    [Fact]
    public async Task Migrated_Indexes_EqualTheModel()
    {
        town.Require();
        await town.ReadAsync("cesa", async db =>
        {
            var wanted = ModelOf(db).Tables.SelectMany(t => t.Indexes.Select(i => (t.Name, string.Join(',', i.Columns.Select(c => c.Name)), i.IsUnique))).Order().ToList();
            (await IndexesAsync(db)).Where(i => !i.Table.StartsWith("platform_search", StringComparison.Ordinal)).Order().ToList().ShouldBe(wanted);
            return 0;
        });
    }

    [Fact]
    public async Task Migrated_ForeignKeys_EqualTheModel()
    {
        town.Require();
        await town.ReadAsync("cesa", async db =>
        {
            var wanted = ModelOf(db).Tables.SelectMany(t => t.ForeignKeyConstraints.Select(f => (t.Name, f.Columns[0].Name, f.PrincipalTable.Name))).Order().ToList();
            (await ForeignKeysAsync(db)).Order().ToList().ShouldBe(wanted);
            return 0;
        });
    }

    [Theory]
    [InlineData("UPDATE protocol_entries SET number = number + 1")]
    [InlineData("UPDATE protocol_entries SET registered_on = '2020-01-01'")]
    [InlineData("DELETE FROM protocol_entries")]
    [InlineData("UPDATE platform_audit_entries SET action = 'x'")]
    [InlineData("DELETE FROM platform_audit_entries")]
    public async Task S12_Register_CannotBeRewritten(string sql)
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        await ProtocolSample.RegisterAsync(anna, "Lettera da non riscrivere");
        await town.ReadAsync("cesa", async db =>
        {
            await Should.ThrowAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql));
            return 0;
        });
    }

    protected static async Task<List<T>> RowsAsync<T>(AppDb db, string sql, Func<IDataRecord, T> read)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // constant texts
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }
}

public sealed class SchemaOnSqlite(SqliteTown town) : SchemaTests(town), IClassFixture<SqliteTown>
{
    private const string Tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '__EF%'";

    protected override Task<List<(string Table, string Column, bool Nullable, int? Length)>> ColumnsAsync(AppDb db) =>
        RowsAsync(db, $"SELECT t.name, c.name, c.\"notnull\" FROM ({Tables}) t, pragma_table_info(t.name) c", r => (r.GetString(0), r.GetString(1), r.GetInt64(2) == 0, (int?)null));

    protected override Task<List<(string Table, string Columns, bool Unique)>> IndexesAsync(AppDb db) =>
        RowsAsync(db, $"SELECT t.name, (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)), i.\"unique\" FROM ({Tables}) t, pragma_index_list(t.name) i WHERE i.origin = 'c'",
            r => (r.GetString(0), r.GetString(1), r.GetInt64(2) == 1));

    protected override Task<List<(string Table, string Column, string Principal)>> ForeignKeysAsync(AppDb db) =>
        RowsAsync(db, $"SELECT t.name, f.\"from\", f.\"table\" FROM ({Tables}) t, pragma_foreign_key_list(t.name) f", r => (r.GetString(0), r.GetString(1), r.GetString(2)));
}

public sealed class SchemaOnPostgres(PostgresTown town) : SchemaTests(town), IClassFixture<PostgresTown>
{
    protected override Task<List<(string Table, string Column, bool Nullable, int? Length)>> ColumnsAsync(AppDb db) =>
        RowsAsync(db, "SELECT table_name, column_name, is_nullable = 'YES', character_maximum_length FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_EF%'",
            r => (r.GetString(0), r.GetString(1), r.GetBoolean(2), r.IsDBNull(3) ? (int?)null : r.GetInt32(3)));

    protected override Task<List<(string Table, string Columns, bool Unique)>> IndexesAsync(AppDb db) => RowsAsync(db, """
        SELECT t.relname, (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum), i.indisunique
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace WHERE s.nspname = current_schema() AND NOT i.indisprimary AND t.relname NOT LIKE '\_\_EF%'
        """, r => (r.GetString(0), r.GetString(1), r.GetBoolean(2)));

    protected override Task<List<(string Table, string Column, string Principal)>> ForeignKeysAsync(AppDb db) => RowsAsync(db, """
        SELECT t.relname, a.attname, p.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class p ON p.oid = c.confrelid JOIN pg_namespace s ON s.oid = t.relnamespace
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND s.nspname = current_schema()
        """, r => (r.GetString(0), r.GetString(1), r.GetString(2)));
}
