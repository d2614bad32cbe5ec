using System.Diagnostics;
using System.Globalization;
using System.Text;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Imports;
using Liburia.Platform.Runs;
using Liburia.Subjects.Contracts;
using Liburia.Territory.Contracts;

namespace Liburia.Bench;

/// <summary>(n) The people of a Comune from a file: the preview, the run, and the preview of the same file again, on both engines.</summary>
internal static class ImportsBench
{
    private static int People => Measure.IsSmall ? 300 : 33_000;

    public static async Task RunAsync()
    {
        await OnAsync("SQLite", new Installation { DataFolder = Path.Combine(Path.GetTempPath(), $"liburia-bench-{Guid.NewGuid():n}") });
        if (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is not { Length: > 0 } login)
        {
            Console.WriteLine("(n) people from a file on PostgreSQL: skipped, LIBURIA_TEST_POSTGRES names no server");
            return;
        }
        await using var database = await ScratchDatabase.CreateAsync(login);
        await OnAsync("PostgreSQL", new Installation
        {
            DataFolder = Path.Combine(Path.GetTempPath(), $"liburia-bench-pg-{Guid.NewGuid():n}"),
            Postgres = database.Login
        });
    }

    private static async Task OnAsync(string engine, Installation installation)
    {
        await using var yard = await Yard.OpenAsync(installation, 800, 5098);
        var file = await FileAsync(yard);
        var (first, import) = await PreviewAsync(yard, file);
        var watch = Stopwatch.StartNew();
        var run = await InWriteAsync(yard, async services => (await services.GetRequiredService<ImportDesk>()
            .BeginAsync((await services.GetRequiredService<ImportDesk>().FindAsync(import))!, isHere: true))!);
        await yard.InAsync("cesa", async services =>
        {
            var hand = services.GetRequiredService<RunHand>();
            for (var position = await hand.NextAsync(run, -1); position is not null; position = await hand.NextAsync(run, position.Value)) { }
            return 0;
        });
        var carried = watch.Elapsed;
        var (again, second) = await PreviewAsync(yard, file);
        var equal = await yard.InAsync("cesa", async services => (await services.GetRequiredService<ImportDesk>().CountsAsync(second))
            .GetValueOrDefault(LineVerdict.Equal));
        if (equal != People) throw new InvalidOperationException($"{equal} of {People} are there the second time.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"(n) {People} people from a file, {engine}: preview {first.TotalSeconds:0.0} s, run {carried.TotalSeconds:0.0} s, the same file again {again.TotalSeconds:0.0} s (aim: 60 s in all)"));
    }

    private static async Task<(TimeSpan Took, Guid Import)> PreviewAsync(Yard yard, byte[] file)
    {
        var watch = Stopwatch.StartNew();
        var id = await InWriteAsync(yard, async services =>
        {
            var desk = services.GetRequiredService<ImportDesk>();
            var import = await desk.ReceiveAsync(desk.KindOf("people")!, new MemoryStream(file), "anagrafe.csv", "");
            await services.GetRequiredService<AppDb>().SaveChangesAsync();
            await desk.PreviewAsync(import, import.Columns);
            return import.Id;
        });
        return (watch.Elapsed, id);
    }

    private static Task<T> InWriteAsync<T>(Yard yard, Func<IServiceProvider, Task<T>> work) => yard.InAsync("cesa", async services =>
    {
        T result = default!;
        await services.GetRequiredService<Writing>().RunAsync(async () =>
        {
            result = await work(services);
            return true;
        });
        return result;
    });

    /// <summary>Households of three on the streets that are there.</summary>
    private static async Task<byte[]> FileAsync(Yard yard)
    {
        var homes = await yard.InAsync("cesa", async services =>
        {
            var (streets, all) = (services.GetRequiredService<IStreetRegister>(), new List<Address>());
            foreach (var street in await streets.StreetsAsync()) all.AddRange(await streets.OnStreetAsync(street.Id));
            return all;
        });
        var text = new StringBuilder("Cognome;Nome;Sesso;Data di nascita;Codice fiscale;Famiglia;Parentela;Via;Civico;Residente dal\r\n");
        for (var i = 0; i < People; i++)
        {
            // So that no two have one tax code: after so many days the women follow.
            var (born, home, sex) = (new DateOnly(1930, 1, 1).AddDays(i * 3 % 31_000), homes[i / 3 % homes.Count], i < 31_000 ? 'M' : 'F');
            var (family, given) = ("Zk" + Letters(i), "Qu" + Letters(i / 7));
            text.Append(CultureInfo.InvariantCulture,
                $"{family};{given};{sex};{born:dd/MM/yyyy};{TaxCodeCalculator.Compute(family, given, born, sex, "A512")};{900_000 + (i / 3)};{(i % 3 == 0 ? "Intestatario" : "Figlio")};")
                .Append(CultureInfo.InvariantCulture,
                    $"{home.Street};{home.StreetNumber}{(home.Exponent.Length > 0 ? "/" + home.Exponent : "")};01/03/2020\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Letters(int number)
    {
        var letters = new StringBuilder();
        for (var left = number + 1; left > 0; left /= 20) letters.Append("bcdfghlmnpqrstvzaeio"[left % 20]);
        return letters.ToString();
    }
}
