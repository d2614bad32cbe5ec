using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Liburia.Platform.Database;

/// <summary>
/// The one context of a Comune's database. It has no sets of its own: modules contribute their entities, so that an entity
/// can only be named inside its module. Table names carry the module as prefix and are equal on both engines.
/// </summary>
public sealed class AppDb : DbContext
{
    public AppDb(DbContextOptions<AppDb> options, IReadOnlyList<IModule> modules) : base(options)
    {
        Modules = modules;
        // A write is committed whole or undone whole (see Writing): savepoints would be two more statements for each save, for nothing.
        Database.AutoSavepointsEnabled = false;
    }

    internal IReadOnlyList<IModule> Modules { get; }

    /// <summary>Its connection is not given back between one question and the next; see <see cref="KeepingOpen"/>.</summary>
    internal bool KeepsOpen { get; private set; }

    /// <summary>From the next question on the connection is kept; nothing is opened before it.</summary>
    internal void KeepOpen() => KeepsOpen = true;

    /// <summary>Gives the connection back: what follows may last as long as somebody's line is slow.</summary>
    public async Task LetGoAsync()
    {
        if (!KeepsOpen) return;
        KeepsOpen = false;
        if (Database.CurrentTransaction is null && Database.GetDbConnection() is { State: System.Data.ConnectionState.Open } connection) await connection.CloseAsync();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        PlatformModel.Configure(modelBuilder);
        foreach (var module in Modules) module.ConfigureModel(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes()) NameAlike(entity, Modules);
        // SQLite finds «is_open = 1» by an index and a bare «is_open» by reading every row.
        if (Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true)
            foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.ClrType == typeof(bool))) property.SetValueConverter(new BoolToZeroOneConverter<int>());
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        configurationBuilder.Conventions.Remove<Microsoft.EntityFrameworkCore.Metadata.Conventions.ForeignKeyIndexConvention>();
    }

    private static void NameAlike(IMutableEntityType entity, IReadOnlyList<IModule> modules)
    {
        var assembly = entity.ClrType.Assembly;
        var prefix = modules.FirstOrDefault(module => module.Assembly == assembly)?.Name ?? "Platform";
        entity.SetTableName(Names.Table(prefix, entity.GetTableName() ?? entity.ClrType.Name));
        foreach (var property in entity.GetProperties())
        {
            property.SetColumnName(Names.Snake(property.Name));
            if (property.ClrType == typeof(string) && property.GetMaxLength() is null && property.FindAnnotation("Unbounded") is null)
                property.SetMaxLength(200);
        }
        foreach (var key in entity.GetKeys()) key.SetName($"pk_{entity.GetTableName()}");
        foreach (var index in entity.GetIndexes())
            index.SetDatabaseName($"ix_{entity.GetTableName()}_{string.Join('_', index.Properties.Select(p => p.GetColumnName()))}");
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Utc ? value : DateTime.SpecifyKind(value, DateTimeKind.Utc),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}

/// <summary>The one place that knows how tables and columns are called.</summary>
public static class Names
{
    public static string Table(string module, string entities) => $"{Snake(module)}_{Snake(entities)}";

    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}

/// <summary>Small words of the mappings.</summary>
public static class MappingExtensions
{
    /// <summary>A text of any length: opaque payloads only, never something one searches.</summary>
    public static Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder<string> Unbounded(
        this Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder<string> property)
    {
        property.HasAnnotation("Unbounded", true);
        return property;
    }
}
