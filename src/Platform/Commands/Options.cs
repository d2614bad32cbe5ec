using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Platform.Law;

namespace Liburia.Platform.Commands;

/// <summary>What one can say to a command. Everything that is wrong is said at once.</summary>
public sealed class Options
{
    private static bool Any(string value) => value.Length > 0;
    private static bool IsWebAddress(string value) => Uri.TryCreate(value.Replace("{comune}", "x", StringComparison.Ordinal), UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static bool IsAddress(string value) => System.Net.IPAddress.TryParse(value.Trim(), out _) || System.Net.IPNetwork.TryParse(value.Trim(), out _);

    private static bool IsBetween(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;

    private static bool IsMailServer(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "smtp" or "smtps" && url.Host.Length > 0
        && (url.UserInfo.Length == 0 || url.UserInfo.IndexOf(':', StringComparison.Ordinal) > 0);

    private static readonly Option[] Settings =
    [
        new("port", "N", "port to listen on (5080)", value => int.TryParse(value, out var port) && port is > 0 and < 65536, true),
        new("data", "DIR", "folder of the installation (./data)", Any, true),
        new("postgres", "STRING", "PostgreSQL login string of the cell instead of SQLite files", Any, true),
        new("role-prefix", "NAME", "beginning of the names of the cell's roles (liburia_ and the database's name); a copy of a cell keeps those of its original", value => value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && value.Length is > 2 and <= 40, true),
        new("public-url", "URL", "address of a Comune, with {comune} in place of its name ('https://{comune}.example')", value => IsWebAddress(value) && value.Contains("{comune}", StringComparison.Ordinal), true),
        new("consortium", "NAME", "name of the consortium", Any, true),
        new("time-stamps", "URL", "RFC 3161 time-stamp service for the seals", IsWebAddress, true),
        new("backup-to", "DIR|s3://…", "where the nightly backup goes", Any, true),
        new("backup-at", "HH:MM", "time of the nightly backup, of Rome (02:30)", value => TimeOnly.TryParseExact(value, "HH:mm", out _), true),
        new("proxies", "LIST", "reverse proxies in front, addresses or networks separated by commas; nobody else is believed", value => value.Split(',').All(IsAddress), true),
        new("listen", "ADDRESS", "address to listen on (this machine only)", value => System.Net.IPAddress.TryParse(value, out _), true),
        new("metrics-token", "WORD", "lets a bearer of this word read /metrics from elsewhere", value => value.Length >= 16, true),
        new("smtp", "URL", "mail server for notices: smtp://user:password@host:25 (STARTTLS), or smtps://user:password@host:465", IsMailServer, true),
        new("smtp-ca", "FILE", "certificates (PEM) of the authorities of the mail server, besides the system's", File.Exists, true),
        new("mail-from", "ADDRESS", "sender of the notices, without a name", value => value.Contains('@', StringComparison.Ordinal) && !value.Any(c => c is '<' or ' '), true),
        new("mail-patience", "SECONDS", "how long the mail server is waited for, 5 to 100 (20)", value => IsBetween(value, 5, 100), true),
        new("job-hands", "N", "jobs done here at once, 1 to 32 (one for each processor, at least 2); batches leave one free", value => IsBetween(value, 1, 32), true),
        new("destination-hands", "N", "jobs that are with one destination at once, as the mail server, 1 to 64 (8)", value => IsBetween(value, 1, 64), true),
        new("clamav", "ADDRESS", "antivirus: tcp://host:3310 or unix:/run/clamav/clamd.ctl", value => value.StartsWith("unix:/", StringComparison.Ordinal) || (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme == "tcp"), true),
        new("upkeep-after", "SECONDS", "how long after its start the program first looks at what it does by itself, 1 to 3600 (30)", value => IsBetween(value, 1, 3600), true),
        new("python", "FILE", "the Python that has WeasyPrint (/usr/bin/python3)", File.Exists, true),
        new("inhabitants", "N", "invented residents of a new demonstration (132000); at least fifty for each Comune", value => int.TryParse(value, out var count) && count is >= 80 and <= 2_000_000),
        new("now", "DATE", "moves time to a day (yyyy-MM-dd) or a moment of Rome (yyyy-MM-ddTHH:mm:ss), demonstration only", value => TryMoment(value, out _)),
        new("config", "FILE", "configuration file (LIBURIA_CONFIG, or /etc/liburia/liburia.json)", File.Exists),
        new("to", "PLACE", "where a backup or an export goes", Any),
        new("from", "PLACE", "where a restore or an import comes from", Any),
        new("at", "MOMENT", "restore to the newest copy not after this moment of Rome (yyyy-MM-ddTHH:mm)", value => TryMoment(value, out _)),
        new("engine", "NAME", "sqlite or postgresql", value => value is "sqlite" or "postgresql"),
        new("host", "NAME", "domain name of a Comune's own", value => Uri.CheckHostName(value) == UriHostNameType.Dns),
        new("name", "NAME", "full name of a person", value => value.Trim().Length is >= 3 and <= 200),
        new("password-file", "FILE", "file with the password of a PKCS#12 key", File.Exists),
        new("confirm", "NAME", "the Comune's name again, before what cannot be undone", Any),
    ];

    private static readonly (string Name, string Help)[] Switches =
    [
        ("all", "every Comune"),
        ("practice", "a practice Comune: invented people, marked on every page, new every night"),
        ("json", "machine-readable answer"),
    ];

    /// <summary>The options in words: those of one command, or all.</summary>
    public static string Help(IReadOnlyCollection<string>? flags, IReadOnlyList<Option> own)
    {
        var shown = Settings.Where(s => flags is null || s.Flag == "config" || flags.Contains(s.Flag)).Concat(own).ToList();
        return string.Join('\n', shown.Select(s => Line($"{s.Flag} {s.Value}", s.Help)).Concat(Switches.Where(s => flags is null || flags.Contains(s.Name)).Select(s => Line(s.Name, s.Help))).Append(Line("help", "this text")))
            + $"\n\nAlso in the environment ({string.Join(", ", shown.Where(s => s.IsSetting).Select(s => s.Variable))}) and in the configuration file, a JSON object with the same names. A secret may stand in a file: LIBURIA_POSTGRES_FILE.";
        static string Line(string option, string help) => $"  {"--" + option,-24} {help}";
    }

    private readonly Dictionary<string, string> values = [];
    private readonly HashSet<string> switches = [];

    /// <summary>Nothing was said.</summary>
    public static Options None { get; } = new();

    /// <summary>The modules of the program: a command makes its services from them.</summary>
    public IReadOnlyList<IModule> Modules { get; private init; } = [];

    /// <summary>Words that are neither the command nor an option: the names of Comuni.</summary>
    public IReadOnlyList<string> Words { get; private set; } = [];

    public int Port => int.Parse(values.GetValueOrDefault("port", "5080"), CultureInfo.InvariantCulture);
    public string Data => values.GetValueOrDefault("data", "data");
    public int Inhabitants => int.Parse(values.GetValueOrDefault("inhabitants", "132000"), CultureInfo.InvariantCulture);
    public TimeOnly BackupAt => TimeOnly.ParseExact(values.GetValueOrDefault("backup-at", "02:30"), "HH:mm", CultureInfo.InvariantCulture);
    private int? Number(string flag) => this[flag] is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
    public bool Json => switches.Contains("json");
    public bool All => switches.Contains("all");
    public bool Practice => switches.Contains("practice");

    public string? this[string flag] => values.GetValueOrDefault(flag);

    /// <exception cref="Refused">The option is missing.</exception>
    public string Need(string flag) => this[flag]
        ?? throw new Refused($"serve --{flag} {Settings.FirstOrDefault(s => s.Flag == flag)?.Value ?? "…"}: {Settings.FirstOrDefault(s => s.Flag == flag)?.Help ?? "manca"}.");

    /// <summary>The moment of <c>--at</c>, in UTC.</summary>
    public DateTime? At => this["at"] is { } at && TryMoment(at, out var moment) ? LegalTime.ToUtc(moment) : null;

    internal static bool TryMoment(string value, out DateTime moment) =>
        DateTime.TryParseExact(value, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);

    /// <param name="faults">Everything that is wrong, in words.</param>
    public static bool TryParse(string[] args, IReadOnlyList<IModule> modules, IReadOnlyList<Option> own, out Options options, out IReadOnlyList<string> faults)
    {
        options = new Options { Modules = modules };
        var (found, words) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) words.Add(args[i]);
            else if (Switches.Any(s => s.Name == args[i][2..])) options.switches.Add(args[i][2..]);
            else if (own.Concat(Settings).FirstOrDefault(s =>
                "--" + s.Flag == args[i]) is not { } setting) found.Add($"opzione sconosciuta «{args[i]}». Prova --help.");
            else if (i + 1 >= args.Length) found.Add($"manca il valore di {args[i]}.");
            else options.Take(setting, args[++i], $"--{setting.Flag}", found);
        }
        options.Words = words;
        options.FromEnvironment(found);
        options.FromFile(found);
        faults = found;
        return found.Count == 0;
    }

    private void Take(Option setting, string value, string where, List<string> faults)
    {
        if (!setting.Fits(value)) faults.Add($"«{value}» non va bene per {where}: {setting.Help}.");
        else values.TryAdd(setting.Flag, value);
    }

    private void FromEnvironment(List<string> faults)
    {
        foreach (var setting in Settings.Where(s => s.IsSetting))
        {
            if (Environment.GetEnvironmentVariable(setting.Variable) is { Length: > 0 } value) Take(setting, value, setting.Variable, faults);
            // A secret in a file: neither the process list nor a unit file shows it.
            if (Environment.GetEnvironmentVariable(setting.Variable + "_FILE") is not { Length: > 0 } file) continue;
            if (File.Exists(file)) Take(setting, File.ReadAllText(file).Trim(), setting.Variable + "_FILE", faults);
            else faults.Add($"{setting.Variable}_FILE: il file {file} non c'è.");
        }
    }

    private void FromFile(List<string> faults)
    {
        var file = this["config"] ?? (Environment.GetEnvironmentVariable("LIBURIA_CONFIG") is { Length: > 0 } named ? named : "/etc/liburia/liburia.json");
        if (!File.Exists(file))
        {
            if (Environment.GetEnvironmentVariable("LIBURIA_CONFIG") == file) faults.Add($"LIBURIA_CONFIG: il file {file} non c'è.");
            return;
        }
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (Settings.FirstOrDefault(s => s.IsSetting && s.Flag == property.Name) is not { } setting) faults.Add($"{file}: «{property.Name}» non è un'impostazione.");
                else Take(setting, property.Value.ToString(), $"{property.Name} in {file}", faults);
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            faults.Add($"{file}: non è un oggetto JSON ({fault.Message}).");
        }
    }

    /// <summary>The installation these options speak of. Its kind is read from the folder; a new folder is a demonstration.</summary>
    public Installation ToInstallation()
    {
        var folder = Path.GetFullPath(Data);
        var stamp = InstallationStamp.Read(folder);
        var unsaid = new Installation { DataFolder = folder };
        return unsaid with
        {
            Kind = InstallationStamp.KindOf(folder) ?? InstallationKind.Demonstration,
            Postgres = this["postgres"],
            RolePrefix = this["role-prefix"],
            PublicUrl = this["public-url"]?.TrimEnd('/') ?? stamp?.PublicUrl ?? $"http://{{comune}}.localhost:{Port}",
            Consortium = this["consortium"] ?? stamp?.Consortium ?? "Consorzio Liburia",
            TimeStampUrl = this["time-stamps"],
            BackupTo = this["backup-to"],
            BackupAt = BackupAt,
            MetricsToken = this["metrics-token"],
            Smtp = this["smtp"],
            SmtpAuthorities = this["smtp-ca"],
            MailFrom = this["mail-from"],
            MailPatience = Number("mail-patience") is { } seconds ? TimeSpan.FromSeconds(seconds) : unsaid.MailPatience,
            JobHands = Number("job-hands") ?? unsaid.JobHands,
            DestinationHands = Number("destination-hands") ?? unsaid.DestinationHands,
            ClamAv = this["clamav"],
            UpkeepAfter = Number("upkeep-after") is { } after ? TimeSpan.FromSeconds(after) : unsaid.UpkeepAfter,
            Python = this["python"] ?? unsaid.Python,
            Proxies = [.. (this["proxies"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        };
    }

    /// <exception cref="Refused">Time is moved in demonstrations only.</exception>
    public TimeProvider Clock(Installation installation)
    {
        if (this["now"] is not { } now || !TryMoment(now, out var moment)) return TimeProvider.System;
        if (!installation.IsDemonstration) throw new Refused("--now sposta il tempo solo in un'installazione dimostrativa.");
        var real = LegalTime.UtcNow(TimeProvider.System);
        return new MovedClock(now.Contains('T', StringComparison.Ordinal) ? LegalTime.ToUtc(moment) - real : TimeSpan.FromDays(DateOnly.FromDateTime(moment).DayNumber - LegalTime.DayOf(real).DayNumber));
    }
}
