using Liburia.Platform.Tenancy;

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
    /// <summary>Reverse proxies whose word on the client's address and scheme is taken: addresses or networks; this machine always.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];
    /// <summary>How long a running server may take to see that the directory changed; whoever replaces a Comune waits that long.</summary>
    public TimeSpan Notice { get; init; } = TimeSpan.FromSeconds(3);
    /// <summary>Where the nightly backup of every Comune goes: a folder or <c>s3://bucket/prefix</c>; null for none.</summary>
    public string? BackupTo { get; init; }
    /// <summary>Time of Rome of the nightly backup.</summary>
    public TimeOnly BackupAt { get; init; } = new(2, 30);
    /// <summary>Word that lets a reader elsewhere see the metrics; without it only this machine does.</summary>
    public string? MetricsToken { get; init; }
    /// <summary>Where mail is handed over: <c>smtp://user:password@host:port</c>, or <c>smtps://</c>; null when this installation sends none.</summary>
    public string? Smtp { get; init; }
    /// <summary>File of certificates (PEM) of the authorities that vouch for the mail server, besides the system's own.</summary>
    public string? SmtpAuthorities { get; init; }
    /// <summary>Sender of the messages.</summary>
    public string? MailFrom { get; init; }
    /// <summary>How long the mail server is waited for.</summary>
    public TimeSpan MailPatience { get; init; } = TimeSpan.FromSeconds(20);
    /// <summary>Jobs of this program's own that are done at once; batches leave one of these hands free.</summary>
    public int JobHands { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 32);
    /// <summary>Jobs that are with one destination at once.</summary>
    public int DestinationHands { get; init; } = 8;
    /// <summary>The antivirus: <c>tcp://host:3310</c> or <c>unix:/run/clamav/clamd.ctl</c>; null for none.</summary>
    public string? ClamAv { get; init; }
    /// <summary>How long after its start the program first looks at what it does by itself (<see cref="Maintenance"/>).</summary>
    public TimeSpan UpkeepAfter { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>The Python that has WeasyPrint.</summary>
    public string Python { get; init; } = "/usr/bin/python3";
    public string Consortium { get; init; } = "Consorzio Liburia";

    /// <summary>Address of a Comune: a domain of its own when it has one, else its name under the consortium's.</summary>
    public string UrlOf(Municipality municipality) => municipality.Hosts.Count > 0
        ? new UriBuilder(PublicUrl.Replace("{comune}", municipality.Slug, StringComparison.Ordinal)) { Host = municipality.Hosts[0] }.Uri.GetLeftPart(UriPartial.Authority)
        : PublicUrl.Replace("{comune}", municipality.Slug, StringComparison.Ordinal);

    /// <summary>The consortium's own address: the template without the Comune's label.</summary>
    public string AccessPointUrl => PublicUrl.Contains("{comune}.", StringComparison.Ordinal)
        ? PublicUrl.Replace("{comune}.", "", StringComparison.Ordinal)
        : PublicUrl.Replace("{comune}", "consorzio", StringComparison.Ordinal);

    public string FolderOf(string slug) => Path.Combine(DataFolder, slug);
}
