using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Database;

/// <summary>
/// Gathers the hand-written migrations of the platform and of all modules, in order of their id. They name no column types:
/// the engine in use resolves them. There is no snapshot; a test compares the migrated schema with the model.
/// </summary>
public sealed class ModuleMigrations(ICurrentDbContext current) : IMigrationsAssembly
{
    public Assembly Assembly => typeof(ModuleMigrations).Assembly;

    public ModelSnapshot? ModelSnapshot => null;

    public IReadOnlyDictionary<string, TypeInfo> Migrations { get; } = ((AppDb)current.Context).Modules.Select(module => module.Assembly).Prepend(typeof(ModuleMigrations).Assembly).Distinct()
        .SelectMany(assembly => assembly.DefinedTypes)
        .Where(type => type.IsSubclassOf(typeof(Migration)) && !type.IsAbstract)
        .ToDictionary(type => type.GetCustomAttribute<MigrationAttribute>()!.Id, type => type)
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary();

    public string? FindMigrationId(string nameOrId) =>
        Migrations.Keys.FirstOrDefault(id => id == nameOrId || id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..] == nameOrId);

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass.AsType())!;
        migration.ActiveProvider = activeProvider;
        return migration;
    }
}

/// <summary>What a migration may ask of the engine by name.</summary>
public static class MigrationSteps
{
    /// <summary>Columns that can never change again and rows that can never be deleted.</summary>
    public static void Immutable(this MigrationBuilder migration, string table, params string[] columns)
    {
        foreach (var sql in Dialect.Of(migration).ImmutableSql(table, columns)) migration.Sql(sql);
    }

    /// <summary>SQL for where a text begins in another, counted from 1; 0 where it is not.</summary>
    public static string PositionOf(this MigrationBuilder migration, string text, string within) => Dialect.Of(migration).PositionSql(text, within);

    internal static void FullText(this MigrationBuilder migration)
    {
        foreach (var sql in Dialect.Of(migration).FullTextSchema) migration.Sql(sql);
    }
}

/// <summary>The few pieces of schema SQL that differ between the engines; each engine's folder holds its own.</summary>
internal abstract class Dialect
{
    /// <summary>The full-text table.</summary>
    public abstract IReadOnlyList<string> FullTextSchema { get; }

    /// <summary>Columns that never change and rows that are never deleted (S12 of the security bar).</summary>
    public abstract IReadOnlyList<string> ImmutableSql(string table, params string[] columns);

    public abstract string PositionSql(string text, string within);

    public static Dialect Of(MigrationBuilder migration) =>
        migration.ActiveProvider!.EndsWith("Sqlite", StringComparison.Ordinal) ? new Sqlite.SqliteDialect() : new Postgres.PostgresDialect();
}
