using Liburia.Platform;
using Liburia.Platform.Law;

namespace Liburia.Web;

/// <summary>The command line: one command, its options, an exit code (0 well, 1 something is wrong, 2 the words are off).</summary>
public static class CommandLine
{
    private static readonly (string Name, string Summary, Func<Options, Task<int>> Run)[] Commands =
    [
        ("serve", "serves the Comuni; in a new folder it first prepares the demonstration data", ServeCommand.RunAsync),
        ("demo", "prepares a demonstration installation and stops", DemoCommand.RunAsync),
        ("doctor", "says in words what is right and wrong with the installation", DoctorCommand.RunAsync),
        ("migrate", "brings every Comune's database to the current schema", MigrateCommand.RunAsync),
        ("verify", "checks registers, audit chain and files; names the first thing that does not hold", VerifyCommand.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var name = args.FirstOrDefault(arg => !arg.StartsWith('-')) is { } first && args[0] == first ? first : "serve";
        var rest = args.Length > 0 && args[0] == name ? args[1..] : args;
        if (args is ["--help"] or ["-h"] or ["help"]) return Help(null);
        var command = Commands.FirstOrDefault(c => c.Name == name);
        if (command.Run is null)
        {
            await Console.Error.WriteLineAsync($"liburia: comando sconosciuto «{name}». I comandi: {string.Join(", ", Commands.Select(c => c.Name))}.");
            return 2;
        }
        if (rest.Contains("--help") || rest.Contains("-h")) return Help(name);
        if (!Options.TryParse(rest, out var options, out var fault))
        {
            await Console.Error.WriteLineAsync($"liburia {name}: {fault}");
            return 2;
        }
        try
        {
            return await command.Run(options);
        }
        catch (Exception fault2) when (fault2 is InvalidOperationException or IOException or System.Data.Common.DbException or System.Text.Json.JsonException)
        {
            await Console.Error.WriteLineAsync($"liburia {name}: {fault2.Message}");
            return 1;
        }
    }

    private static int Help(string? only)
    {
        Console.WriteLine("liburia [comando] [opzioni]\n");
        foreach (var (name, summary, _) in Commands.Where(c => only is null || c.Name == only)) Console.WriteLine($"  {name,-8} {summary}");
        Console.WriteLine("\nOpzioni:\n" + Options.Help);
        return 0;
    }
}

/// <summary>What one can say on the command line.</summary>
public sealed record Options
{
    public const string Help = """
          --port N              port to listen on (5080)
          --data DIR            folder of the installation (./data)
          --inhabitants N       invented residents of a new demonstration (132000)
          --postgres STRING     PostgreSQL login string of the cell instead of SQLite files
          --public-url URL      address of a Comune, with {comune} in place of its name ('https://{comune}.example')
          --now DATE            moves time to a day (yyyy-MM-dd), demonstration only
          --json                machine-readable answer (doctor, migrate, verify)
          --help                this text
        """;

    public int Port { get; init; } = 5080;
    public string Data { get; init; } = "data";
    public int Inhabitants { get; init; } = 132_000;
    public string? Postgres { get; init; }
    public string? PublicUrl { get; init; }
    public DateOnly? Now { get; init; }
    public bool Json { get; init; }

    public static bool TryParse(string[] args, out Options options, out string fault)
    {
        (options, fault) = (new Options { Postgres = Environment.GetEnvironmentVariable("LIBURIA_POSTGRES") is { Length: > 0 } login ? login : null }, "");
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--json")
            {
                options = options with { Json = true };
                continue;
            }
            if (args[i] is not ("--port" or "--data" or "--inhabitants" or "--postgres" or "--public-url" or "--now"))
            {
                fault = $"opzione sconosciuta «{args[i]}». Prova --help.";
                return false;
            }
            if (i + 1 >= args.Length)
            {
                fault = $"manca il valore di {args[i]}.";
                return false;
            }
            var (name, value) = (args[i], args[++i]);
            var read = name switch
            {
                "--port" => int.TryParse(value, out var port) && port is > 0 and < 65536 ? options with { Port = port } : null,
                "--data" => value.Length > 0 ? options with { Data = value } : null,
                "--inhabitants" => int.TryParse(value, out var count) && count is >= 80 and <= 2_000_000 ? options with { Inhabitants = count } : null,
                "--postgres" => value.Length > 0 ? options with { Postgres = value } : null,
                "--public-url" => Uri.TryCreate(value.Replace("{comune}", "x", StringComparison.Ordinal), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && value.Contains("{comune}", StringComparison.Ordinal)
                    ? options with { PublicUrl = value.TrimEnd('/') } : null,
                _ => DateOnly.TryParseExact(value, "yyyy-MM-dd", out var day) ? options with { Now = day } : null,
            };
            if (read is null)
            {
                fault = $"«{value}» non va bene per {name}. Prova --help.";
                return false;
            }
            options = read;
        }
        return true;
    }

    /// <summary>The installation these options speak of. Its kind is read from the folder; a new folder is a demonstration.</summary>
    public Installation ToInstallation() => new()
    {
        DataFolder = Path.GetFullPath(Data),
        Kind = InstallationStamp.KindOf(Path.GetFullPath(Data)) ?? InstallationKind.Demonstration,
        Postgres = Postgres,
        PublicUrl = PublicUrl ?? $"http://{{comune}}.localhost:{Port}",
        Consortium = "Consorzio Liburia",
    };

    /// <exception cref="InvalidOperationException">Time is moved in demonstrations only.</exception>
    public TimeProvider Clock(Installation installation)
    {
        if (Now is not { } day) return TimeProvider.System;
        if (!installation.IsDemonstration) throw new InvalidOperationException("--now sposta il tempo solo in un'installazione dimostrativa.");
        return new MovedClock(TimeSpan.FromDays(day.DayNumber - LegalTime.Today(TimeProvider.System).DayNumber));
    }
}
