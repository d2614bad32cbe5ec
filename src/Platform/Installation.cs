namespace Liburia.Platform;

/// <summary>What kind of installation this data folder is. Stamped at its creation; no flag turns one kind into the other.</summary>
public enum InstallationKind { Demonstration, Production }

/// <summary>The installation this process serves: its folder, its addresses, its engine.</summary>
public sealed record Installation
{
    public required string DataFolder { get; init; }
    public InstallationKind Kind { get; init; } = InstallationKind.Demonstration;
    public bool IsDemonstration => Kind == InstallationKind.Demonstration;
    /// <summary>Address of a Comune with <c>{comune}</c> in place of its slug, without a final slash.</summary>
    public string PublicUrl { get; init; } = "http://{comune}.localhost:5080";
    /// <summary>PostgreSQL login string of the cell; empty for SQLite files.</summary>
    public string? Postgres { get; init; }
    /// <summary>Beginning of the names of the cell's roles; by default after the database.</summary>
    public string? RolePrefix { get; init; }
    /// <summary>Address of the RFC 3161 time-stamp service; without one seals are baseline B.</summary>
    public string? TimeStampUrl { get; init; }
    public string Consortium { get; init; } = "Consorzio Liburia";

    public string UrlOf(string slug) => PublicUrl.Replace("{comune}", slug, StringComparison.Ordinal);

    /// <summary>The consortium's own address: the template without the Comune's label.</summary>
    public string AccessPointUrl => PublicUrl.Contains("{comune}.", StringComparison.Ordinal)
        ? PublicUrl.Replace("{comune}.", "", StringComparison.Ordinal)
        : PublicUrl.Replace("{comune}", "consorzio", StringComparison.Ordinal);

    public string FolderOf(string slug) => Path.Combine(DataFolder, slug);
}
