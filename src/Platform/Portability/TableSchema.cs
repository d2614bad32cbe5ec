using System.Globalization;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Liburia.Platform.Portability;

/// <summary>A column of an exported table. Kinds: text, integer, bigint, boolean, uuid, date, datetime (UTC), number, base64.</summary>
public sealed record ColumnSchema(string Name, string Kind, bool Nullable, bool Key);

/// <summary>A table as it leaves and comes back, the same whatever the engine.</summary>
public sealed record TableSchema(string Name, IReadOnlyList<ColumnSchema> Columns)
{
    /// <summary>Tables of the current model, each after those it refers to. Sessions stay where they were opened.</summary>
    public static IReadOnlyList<TableSchema> OfModel(AppDb db)
    {
        var left = db.Model.GetEntityTypes().Where(type => type.GetTableName() is not null && type.ClrType != typeof(Session)).OrderBy(type => type.GetTableName(), StringComparer.Ordinal).ToList();
        var ordered = new List<IEntityType>();
        while (left.Count > 0)
        {
            var next = left.First(type => type.GetForeignKeys().All(key => key.PrincipalEntityType == type || ordered.Contains(key.PrincipalEntityType)));
            ordered.Add(next);
            left.Remove(next);
        }
        return [.. ordered.Select(Of)];
    }

    private static TableSchema Of(IEntityType type)
    {
        var key = type.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName()).ToList();
        var columns = type.GetProperties().Select(property => new ColumnSchema(property.GetColumnName(), KindOf(property), property.IsNullable, key.Contains(property.GetColumnName())));
        return new TableSchema(type.GetTableName()!, [.. columns.OrderBy(column => key.IndexOf(column.Name) is var at && at < 0 ? int.MaxValue : at).ThenBy(column => column.Name, StringComparer.Ordinal)]);
    }

    private static string KindOf(IProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type.IsEnum || type == typeof(string) ? "text"
            : type == typeof(int) ? "integer"
            : type == typeof(long) ? "bigint"
            : type == typeof(bool) ? "boolean"
            : type == typeof(Guid) ? "uuid"
            : type == typeof(DateOnly) ? "date"
            : type == typeof(DateTime) ? "datetime"
            : type == typeof(double) ? "number"
            : type == typeof(byte[]) ? "base64"
            : throw new InvalidOperationException($"{property.DeclaringType.Name}.{property.Name}: {type.Name} has no portable form.");
    }
}

/// <summary>Values as they are written in the files: one form for both engines, so that equal contents have equal hashes.</summary>
public static class PortableValue
{
    private const string Moment = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    /// <param name="value">What the engine's reader gave.</param>
    public static string Write(string kind, object value) => kind switch
    {
        "text" => '"' + ((string)value).Replace("\"", "\"\"", StringComparison.Ordinal) + '"',
        "integer" or "bigint" => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        "boolean" => value is bool flag ? (flag ? "true" : "false") : (long)value != 0 ? "true" : "false",
        "uuid" => (value as Guid? ?? Guid.Parse((string)value)).ToString(),
        "date" => value is string day ? day[..10] : value is DateOnly date ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : ((DateTime)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "datetime" => (value as DateTime? ?? DateTime.Parse((string)value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)).ToString(Moment, CultureInfo.InvariantCulture),
        "number" => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        "base64" => Convert.ToBase64String((byte[])value),
        _ => throw new ArchiveRefused($"tipo di colonna sconosciuto: {kind}."),
    };

    /// <exception cref="FormatException">The text is not of that kind.</exception>
    public static object Read(string kind, string text) => kind switch
    {
        "text" => text,
        "integer" => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        "bigint" => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        "boolean" => text is "true" || (text is "false" ? false : throw new FormatException($"«{text}» is no boolean.")),
        "uuid" => Guid.ParseExact(text, "D"),
        "date" => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        "datetime" => DateTime.ParseExact(text, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        "number" => double.Parse(text, CultureInfo.InvariantCulture),
        "base64" => Convert.FromBase64String(text),
        _ => throw new ArchiveRefused($"tipo di colonna sconosciuto: {kind}."),
    };
}

/// <summary>An archive that is damaged, incomplete, or not one of ours; nothing of it was taken. The message says why, in Italian.</summary>
public sealed class ArchiveRefused(string why, Exception? inner = null) : Exception(why, inner);
