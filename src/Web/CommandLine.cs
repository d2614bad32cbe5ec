using Liburia.Platform;
using Liburia.Platform.Commands;
using Liburia.Platform.Language;
using Liburia.Platform.Portability;
using Liburia.Platform.Web;

namespace Liburia.Web;

/// <summary>The command line: one command, its options, an exit code (0 well, 1 something is wrong, 2 the words are off, 3 a fault of the program).</summary>
public static class CommandLine
{
    private static readonly HostCommand[] Own =
    [
        new("serve", "", "serves the Comuni; in a new folder it first prepares the demonstration data",
            "port listen data postgres role-prefix public-url consortium proxies time-stamps backup-to backup-at metrics-token smtp smtp-ca mail-from mail-patience job-hands destination-hands clamav upkeep-after python inhabitants now", ServeCommand.RunAsync),
        new("demo", "", "prepares a demonstration installation and stops", "data postgres role-prefix inhabitants now json", DemoCommand.RunAsync),
        new("init", "", "makes a production installation in an empty folder", "data public-url consortium postgres role-prefix json", InitCommand.RunAsync),
        new("comune", "add CODE | list | check | go-live | suspend | resume | link | seal | set | move | erase COMUNE",
            "adds and governs the Comuni of a production installation", "data postgres role-prefix name host engine practice from password-file to confirm json",
            ComuneCommand.RunAsync),
        new("backup", "COMUNE | --all --to PLACE", "copies a Comune, files and registers, and reads it back", "to all data postgres role-prefix json",
            BackupCommand.RunAsync),
        new("restore", "COMUNE --from PLACE [--at MOMENT]", "puts a Comune back from a copy, compared byte by byte first", "from at engine data postgres role-prefix json",
            RestoreCommand.RunAsync),
        new("export", "COMUNE --to DIR", "writes all of a Comune in open formats", "to data postgres role-prefix json", ExportCommand.RunAsync),
        new("import", "COMUNE --from DIR", "reads such an export into a Comune that has nothing yet", "from engine data postgres role-prefix json", ImportCommand.RunAsync),
        new("fixity", "[COMUNE] [--from PLACE]", "re-reads every stored file against its hash, repairs from a backup", "from data postgres role-prefix json",
            FixityCommand.RunAsync),
        new("upgrade", "", "backs up, then brings one Comune and then all to the current schema", "to data postgres role-prefix json", UpgradeCommand.RunAsync),
        new("doctor", "", "says in words what is right and wrong with the installation", "data postgres role-prefix python json", DoctorCommand.RunAsync),
        new("migrate", "", "brings every Comune's database to the current schema", "data postgres role-prefix json", MigrateCommand.RunAsync),
        new("runs", "COMUNE", "tells how the long runs of a Comune go: begun by whom, how many done, how many left out", "data postgres role-prefix json",
            RunsCommand.RunAsync),
        new("verify", "[COMUNE]", "checks registers, audit chain, seals and files; names the first thing that does not hold", "data postgres role-prefix json",
            VerifyCommand.RunAsync),
        new("calc", "[FAMILY]", "calculates by a rule of law from a JSON object on standard input; without a name it lists the rules", "data",
            CalcCommand.RunAsync),
    ];

    /// <summary>The host's own, then those of the modules.</summary>
    private static IReadOnlyList<ICommand> Commands { get; } = [.. Own, .. Modules.All.SelectMany(module => module.Commands)];

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help"] or ["-h"] or ["help"]) return Help(null);
        var name = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "serve";
        var rest = args.Length > 0 && args[0] == name ? args[1..] : args;
        var command = Commands.FirstOrDefault(c => c.Name == name);
        if (command is null)
        {
            await Console.Error.WriteLineAsync($"liburia: comando sconosciuto «{name}». I comandi: {string.Join(", ", Commands.Select(c => c.Name))}.");
            return 2;
        }
        if (rest.Contains("--help") || rest.Contains("-h")) return Help(name);
        if (!Options.TryParse(rest, Modules.All, command.Own, out var options, out var faults) || (command.Words.Length == 0 && options.Words.Count > 0))
        {
            foreach (var fault in faults) await Console.Error.WriteLineAsync($"liburia {name}: {fault}");
            if (command.Words.Length == 0 && options.Words.Count > 0) await Console.Error.WriteLineAsync($"liburia {name}: «{options.Words[0]}» è di troppo.");
            return 2;
        }
        return await TellAsync(name, () =>
        {
            // A command that needs no Comune may still count terms.
            CoreServices.GatherLaw(Modules.All);
            return command.RunAsync(options);
        }, Console.Error);
    }

    /// <summary>Runs a command. What it refuses, and what the machine denies it, is told in words; a fault of the program as what it is, with all that mends it.</summary>
    internal static async Task<int> TellAsync(string name, Func<Task<int>> run, TextWriter errors)
    {
        try
        {
            return await run();
        }
        catch (Exception fault) when (IsTold(fault))
        {
            await errors.WriteLineAsync($"liburia {name}: {fault.Message}");
            return 1;
        }
        catch (Exception fault)
        {
            await errors.WriteLineAsync($"liburia {name}: errore del programma, non di chi lo usa: segnalarlo con tutto ciò che segue.\n{fault}");
            return 3;
        }
    }

    /// <summary>Refusals, and files or databases that are not as they should be. An EF context wraps a server that does not answer in an exception of another kind.</summary>
    internal static bool IsTold(Exception fault) => fault is Refused or ArchiveRefused or Platform.Seals.SealRefused or Platform.Files.FileDamaged
        or IOException or UnauthorizedAccessException or System.Data.Common.DbException or System.Text.Json.JsonException
        or InvalidOperationException { InnerException: System.Data.Common.DbException };

    private static int Help(string? only)
    {
        Console.WriteLine("liburia [comando] [opzioni]\n");
        foreach (var command in Commands.Where(c => only is null
            || c.Name == only)) Console.WriteLine($"  {command.Name,-8} {command.Words}{(command.Words.Length > 0 ? "\n           " : "")}{command.Summary}");
        var asked = Commands.FirstOrDefault(c => c.Name == only);
        Console.WriteLine("\nOpzioni:\n" + Options.Help(asked?.Flags.Split(' '), asked?.Own ?? [.. Commands.SelectMany(c => c.Own)]));
        return 0;
    }
}

/// <summary>A command of the host.</summary>
internal sealed record HostCommand(string Name, string Words, string Summary, string Flags, Func<Options, Task<int>> Run) : ICommand
{
    public Task<int> RunAsync(Options options) => Run(options);
}
