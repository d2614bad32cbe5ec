using Liburia.Platform.Commands;
using Liburia.Platform.Language;
using Liburia.Platform.Runs;
using Liburia.Registry.Imports;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static Liburia.Registry.Tests.ImportSample;

namespace Liburia.Registry.Tests;

/// <summary><c>liburia registry import</c>: the same engine on the machine; its answer says whether a line was left out.</summary>
public abstract class ImportCommandTests(Town town)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Command_TakesAFile_AnswersOneWhileALineIsWrong_AndZeroOnceAllAreThere()
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        string[][] rows = [Person(4000, home, "Z1"), Person(4001, home, "Z2")];
        var (right, before) = (rows[1][8], await RowsAsync(town));
        rows[1][8] = "VIA DEGLI UNICORNI VOLANTI";
        (await RunAsync(Csv(rows))).ShouldBe(1);
        (await RowsAsync(town)).Residents.ShouldBe(before.Residents + 1);
        rows[1][8] = right;
        (await RunAsync(Csv(rows))).ShouldBe(0);
        (await RunAsync(Csv(rows))).ShouldBe(0);
        (await RowsAsync(town)).ShouldBe((before.Residents + 2, before.Families + 2, before.Members + 2, before.Stays + 2));
        (await town.ReadAsync("cesa", db => db.Set<Run>().Where(r => r.FinishedAt == null).CountAsync(Cancel))).ShouldBe(0);
    }

    [Fact]
    public async Task Command_TakesItsColumnsFromAMapping_AndSaysInWordsWhatIsWrongWithIt()
    {
        town.Require();
        string[] headings = ["PERS_1", .. Headings[1..]];
        var text = Csv([Person(4100, (await HomesAsync(town))[0], "Y1")], headings: headings);
        (await Should.ThrowAsync<Refused>(() => RunAsync(text))).Message.ShouldContain("Manca la colonna di: Cognome");
        (await Should.ThrowAsync<Refused>(() => RunAsync(text, "Cognome=familyName"))).Message.ShouldContain("non è un oggetto JSON");
        (await Should.ThrowAsync<Refused>(() => RunAsync(text, """{"PERS_9": "familyName"}"""))).Message.ShouldContain("non c'è una colonna «PERS_9»");
        (await Should.ThrowAsync<Refused>(() => RunAsync(text, """{"PERS_1": "cognome"}"""))).Message.ShouldContain("«cognome» non è un campo");
        var map = string.Join(", ", new[] { "familyName", "givenName", "sex", "birthDate", "birthPlace", "taxCode", "household", "relationship", "street", "number", "since" }
            .Select((field, i) => $"\"{headings[i]}\": \"{field}\""));
        (await RunAsync(text, $"{{{map}}}")).ShouldBe(0);
    }

    private async Task<int> RunAsync(string csv, string? mapping = null)
    {
        var folder = Directory.CreateTempSubdirectory("liburia-import-").FullName;
        var (file, map) = (Path.Combine(folder, "anagrafe.csv"), Path.Combine(folder, "colonne.json"));
        await File.WriteAllTextAsync(file, csv, Cancel);
        if (mapping is not null) await File.WriteAllTextAsync(map, mapping, Cancel);
        var (installation, command) = (town.Installation, new RegistryCommand());
        List<string> args = ["import", "cesa", file, "--data", installation.DataFolder, "--json"];
        if (installation.Postgres is { } login) args.AddRange("--postgres", login, "--role-prefix", installation.RolePrefix!);
        if (mapping is not null) args.AddRange("--mapping", map);
        Options.TryParse([.. args], Closure.Modules, command.Own, out var options, out var faults).ShouldBeTrue(string.Join('\n', faults));
        try
        {
            return await command.RunAsync(options);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

public sealed class ImportCommandOnSqlite(SqliteTown town) : ImportCommandTests(town), IClassFixture<SqliteTown>;

public sealed class ImportCommandOnPostgres(PostgresTown town) : ImportCommandTests(town), IClassFixture<PostgresTown>;
