using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Architecture.Tests;

/// <summary>Fields nobody asked for: every property of everything that is stored, with values that are recognised wherever they end up.</summary>
internal static class Extras
{
    public const string Text = "CANARINO7431", Number = "74317431", Day = "2001-02-03";
    public static readonly Guid Id = new("74317431-7431-7431-7431-743174317431");
    private static readonly string[] Prefixes = ["", "Item.", "Case.", "Entry.", "Draft.", "Resident.", "Visitor."];

    /// <summary>As many as one form may have beside its own.</summary>
    public static Task<IReadOnlyList<KeyValuePair<string, string>>> OfAsync(Town town) => town.ReadAsync("cesa", db => Task.FromResult<IReadOnlyList<KeyValuePair<string, string>>>([.. db.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.PropertyInfo is not null)
        .Select(property => (property.Name, Value: ValueOf(Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType))).DistinctBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
        .SelectMany(property => Prefixes.Select(prefix => KeyValuePair.Create(prefix + property.Name, property.Value))).OrderBy(field => field.Key.Contains('.', StringComparison.Ordinal)).Take(980)]));

    public static IEnumerable<KeyValuePair<string, string>> For(Door door, IReadOnlyList<KeyValuePair<string, string>> all)
    {
        var own = door.Inputs.Select(input => input.Name).Concat(door.Endpoint.RoutePattern.Parameters.Select(p => p.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return all.Where(field => !own.Contains(field.Key));
    }

    private static string ValueOf(Type type) => type == typeof(Guid) ? Id.ToString() : type == typeof(bool) ? "true" : type == typeof(DateOnly) || type == typeof(DateTime) ? Day : type.IsPrimitive ? Number : Text;
}
