using System.IO.Compression;
using System.Net;
using System.Text;
using Liburia.Platform.Imports;
using Liburia.Platform.Law;
using Liburia.Registry.Imports;
using Liburia.Subjects.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static Liburia.Registry.Tests.ImportSample;

namespace Liburia.Registry.Tests;

/// <summary>Files as other programs write them, and as they arrive broken.</summary>
public abstract class ImportFilesTests(Town town)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Csv_InWindows1252_WithSemicolons_KeepsApostrophesAndAccents()
    {
        town.Require();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var home = (await HomesAsync(town))[0];
        string[][] rows =
        [
            Person(1, home, "W1", familyName: "D’Amico", givenName: "Nicolò"), Person(2, home, "W2", familyName: "Dell'Aversana", givenName: "Josè Ciré"),
        ];
        using var anna = await town.AsStaffAsync();
        var preview = await PreviewAsync(anna, Encoding.GetEncoding(1252).GetBytes(Csv(rows)));
        preview.Main.ShouldContain("Windows-1252, separatore ;");
        preview.Count("Nuove").ShouldBe(2);
        await BeginAsync(town, anna);
        (await FindAsync(town, rows[0][5])).ShouldNotBeNull().Person.RegisterName.ShouldBe("D’Amico Nicolò");
        (await anna.GetAsync("/desk/residenti?q=amico+nicolo")).Main.ShouldContain("Nicolò");
    }

    [Fact]
    public async Task Csv_InUtf8WithItsMark_AndCommas_TakesNamesFromAbroad()
    {
        town.Require();
        var (home, born) = ((await HomesAsync(town))[0], new DateOnly(1984, 2, 29));
        string[] headings = [.. Headings, "Stato di nascita"];
        string[] lukasz = ["Żółć", "Łukasz", "M", "29/02/1984", "Kraków", TaxCodeCalculator.Compute("Żółć", "Łukasz", born, 'M', "Z127"), "L1", "1",
            home.Street, $"{home.StreetNumber}", "2021-05-04", "POL", "Polonia"];
        using var anna = await town.AsStaffAsync();
        var preview = await PreviewAsync(anna, [.. Encoding.UTF8.GetPreamble(), .. Bytes(Csv([lukasz], ',', headings))]);
        preview.Main.ShouldContain("UTF-8, separatore ,");
        preview.Count("Nuove").ShouldBe(1, preview.Main);
        await BeginAsync(town, anna);
        var found = (await FindAsync(town, lukasz[5])).ShouldNotBeNull();
        (found.Person.RegisterName, found.Person.BirthPlaceInWords, found.Resident.Citizenship, found.Person.DateOfBirth)
            .ShouldBe(("Żółć Łukasz", "Kraków (Polonia)", "Polonia", born));
    }

    [Fact]
    public async Task Xlsx_TakesDatesOfBothKinds_LeadingZeros_Formulas_BlankLines_AndTwoColumnsOfOneName()
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        var (one, two) = (Person(100, home, "00012"), Person(101, home, "00012", "03"));
        // 1 January 1990 and 1 March 2020 as Excel counts them.
        string[] first = [.. one[..3], "#32874", .. one[4..10], "#43891", one[11], "a", "b"];
        first[5] = TaxCodeCalculator.Compute(one[0], one[1], new DateOnly(1990, 1, 1), 'M', "A512");
        string[] second = ["=" + two[0], .. two[1..], "c", "d"];
        var sheet = Xlsx(Row(1, [.. Headings, "Note", "Note"]) + Row(2, first) + Row(5, second));
        using var anna = await town.AsStaffAsync();
        var columns = await BringAsync(anna, sheet, "anagrafe.xlsx");
        columns.Main.ShouldContain("Note (colonna M)");
        columns.Main.ShouldContain("Note (colonna N)");
        var preview = await anna.SubmitAsync();
        preview.Count("Nuove").ShouldBe(2, preview.Main);
        preview.Main.ShouldContain("XLSX");
        preview.Page.QuerySelectorAll("main tbody tr").Select(row => row.QuerySelector("th, td")!.TextContent.Trim())
            .ShouldBe(["2", "5"], "lines are counted as in the sheet, blank ones too");
        await BeginAsync(town, anna);
        (await FindAsync(town, first[5])).ShouldNotBeNull().Resident.RegisteredOn.ShouldBe(new DateOnly(2020, 3, 1));
        var child = (await FindAsync(town, two[5])).ShouldNotBeNull();
        child.Person.FamilyName.ShouldBe(two[0]);
        (await town.ReadAsync("cesa", db => db.Set<Residents.FamilyMembership>().Where(m => m.ResidentId == child.Id)
            .Join(db.Set<Residents.RegisteredFamily>(), m => m.FamilyId, f => f.Id, (m, f) => f.RegisteredFamilyCode).FirstAsync(Cancel)))
            .ShouldBeGreaterThan(0);
    }

    public static TheoryData<string, string> Broken() => new()
    {
        { "quote", "Riga 3: virgolette aperte e mai chiuse" },
        { "zip", "Il contenuto del file è ZIP" },
        { "cut xlsx", "" },
        { "sheet", "il foglio non si legge" },
        { "one column", "non si trovano colonne" },
        { "headings", "non ha righe sotto le intestazioni" },
        { "empty", "Il file è vuoto" },
        { "picture", "Il contenuto del file è PNG" },
        { "wide", "più di 200 colonne" },
        { "bomb", "una volta aperto, è troppo grande" },
    };

    /// <summary>What is broken is refused with its line and the reason, and nothing of it is there.</summary>
    [Theory, MemberData(nameof(Broken))]
    public async Task File_ThatIsBroken_IsRefused_AndNothingOfItStays(string how, string words)
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        string[][] rows = [Person(200, home, "B1"), Person(201, home, "B2"), Person(202, home, "B3")];
        var xlsx = Xlsx(Row(1, Headings) + Row(2, rows[0]));
        byte[] file = how switch
        {
            "quote" => Bytes(Csv(rows).Replace(rows[1][0], "\"" + rows[1][0], StringComparison.Ordinal)[..^40]),
            "zip" => Zip(),
            "cut xlsx" => xlsx[..(xlsx.Length / 2)],
            "sheet" => Xlsx(Row(1, Headings) + "<row r=\"2\"><c r=\"A2\"><v>1"),
            "one column" => Bytes("Cognome\r\nRossi\r\n"),
            "headings" => Bytes(Csv([])),
            // A sheet of some hundred kilobytes that unfolds into three hundred million.
            "bomb" => Xlsx(Row(1, Headings) + new string(' ', 310 * 1024 * 1024)),
            "empty" => [],
            "picture" => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0],
            _ => Bytes(string.Join(';', Enumerable.Range(0, 300).Select(i => $"c{i}")) + "\r\n" + string.Join(';', Enumerable.Range(0, 300)) + "\r\n"),
        };
        using var anna = await town.AsStaffAsync();
        var before = await town.ReadAsync("cesa", db => db.Set<Import>().CountAsync(Cancel));
        var refused = (await BringAsync(anna, file, how.Contains("xlsx", StringComparison.Ordinal) ? "a.xlsx" : "a.csv")).ShouldBe(HttpStatusCode.BadRequest);
        refused.ErrorOf("Table").ShouldContain(words);
        refused.ErrorOf("Table").Length.ShouldBeGreaterThan(10);
        (await town.ReadAsync("cesa", db => db.Set<Import>().CountAsync(Cancel))).ShouldBe(before);
    }

    private static byte[] Zip()
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true)) using (var part = zip.CreateEntry("anagrafe.csv")
            .Open()) part.Write("Cognome;Nome"u8);
        return bytes.ToArray();
    }

    public static TheoryData<string, int, string, string> Faults() => new()
    {
        { "a day that is none", 3, "31/02/1990", "Non è una data che esiste" },
        { "29 February of a year that has none", 3, "29/02/1990", "Non è una data che esiste" },
        { "a year of two digits", 3, "01/02/90", "Non è una data che esiste" },
        { "a birthday to come", 3, "01/02/2090", "nel futuro" },
        { "a check character", 5, "RSSMRA80A01H501X", "errore di battitura" },
        { "a short code", 5, "RSSMRA80A01H501", "sedici caratteri" },
        { "no given name", 1, "", "Manca" },
        { "no sex", 2, "X", "Si scrive M o F" },
        { "a place that is none", 4, "Macondo", "Non è un Comune d'Italia" },
        { "no tie", 7, "Amico", "tabella 5" },
        { "a child alone", 7, "Figlio", "non ha un intestatario" },
        { "a street with a slip", 8, "VIA RMA", "forse «VIA ROMA»" },
        { "a street of nowhere", 8, "VIA DEGLI UNICORNI VOLANTI", "La via non è nello stradario" },
        { "a number too far", 9, "8888", "i più vicini sono" },
        { "no number", 9, "SNC", "numero civico non si legge" },
        { "resident before birth", 10, "01/01/1900", "viene prima della nascita" },
        { "an adjective", 11, "rumena", "lo Stato (non l'aggettivo)" },
        { "an error of the sheet", 1, "#RIF!", "formula del foglio" },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task Line_ThatIsWrong_SaysWhichColumn_WhichValue_AndWhy(string what, int column, string value, string words)
    {
        town.Require();
        var row = Person(300, (await HomesAsync(town))[0], "F1");
        row[column] = value;
        using var anna = await town.AsStaffAsync();
        var preview = await PreviewAsync(anna, Bytes(Csv([row])));
        preview.Count("Con errori").ShouldBe(1, what);
        preview.Page.QuerySelector("#begin").ShouldBeNull();
        preview.Main.ShouldContain(words);
        var errors = (await anna.GetAsync($"/desk/importazioni/{IdOf(preview):n}?handler=Errors")).ShouldBe(HttpStatusCode.OK).Text;
        errors.ShouldContain($"\"2\";");
        errors.ShouldContain($"\"{Headings[column]}\";\"{value}\";", customMessage: errors);
    }

    [Fact]
    public async Task Lines_ThatAreOnlyASurname_OrCutShort_OrTheSamePersonTwice_AreTold()
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        var (one, other) = (Person(400, home, "G1"), Person(401, home, "G2"));
        other[5] = one[5];
        using var anna = await town.AsStaffAsync();
        var text = Csv([one, other]) + "Rossi\r\n" + string.Join(';', Person(402, home, "G3"))[..40];
        var preview = await PreviewAsync(anna, Bytes(text));
        preview.Count("Con errori").ShouldBe(4, preview.Main);
        preview.Main.ShouldContain("Lo stesso codice fiscale è anche alla riga 3");
        preview.Main.ShouldContain("Lo stesso codice fiscale è anche alla riga 2");
        preview.Main.ShouldContain("La riga ha 1 colonne, le intestazioni 12");
    }

    /// <summary>What is only odd is told and keeps nobody out: codes are assigned by the Agenzia, not computed.</summary>
    [Fact]
    public async Task TaxCode_WithBlanks_IsTaken_AndOneThatDoesNotFollowFromTheNameIsAWarning()
    {
        town.Require();
        var home = (await HomesAsync(town))[0];
        var (spaced, odd) = (Person(500, home, "H1"), Person(501, home, "H2"));
        var code = spaced[5];
        spaced[5] = $"{code[..6].ToLowerInvariant()} {code[6..11]} {code[11..]}";
        odd[1] = "Bartolomeo";
        using var anna = await town.AsStaffAsync();
        var preview = await PreviewAsync(anna, Bytes(Csv([spaced, odd])));
        preview.Count("Nuove").ShouldBe(2);
        preview.Main.ShouldContain("Il codice fiscale non segue dai dati. Non torna: il nome (avviso)");
        await BeginAsync(town, anna);
        (await FindAsync(town, code)).ShouldNotBeNull();
    }

    /// <summary>The streets come first, by who administers; then the people who live there. What is there stays as it is.</summary>
    [Fact]
    public async Task Streets_FromAFile_AreAddedOnce_AndThePeopleOfThemGoIn()
    {
        town.Require();
        using var elsa = await town.AsStaffAsync("elsa");
        var file = Bytes("DUG;DENOM_UFF;CIVICO;ESPONENTE;CAP\r\nVIA;DELLE PROVE;1;;81030\r\nVIA;DELLE PROVE;1;A;\r\nVIA;ROMA;3;;\r\nVIA;DELLE PROVE;SNC;;\r\nVIA;DELLE PROVE;1;;\r\n");
        var preview = await PreviewAsync(elsa, file, "stradario.csv", "streets");
        (preview.Count("Nuove"), preview.Count("Già presenti, uguali"), preview.Count("Con errori")).ShouldBe((2, 1, 2), preview.Main);
        preview.Main.ShouldContain("Lo stesso civico è già alla riga 2");
        await BeginAsync(town, elsa);
        (await PreviewAsync(elsa, file, "stradario.csv", "streets")).Count("Già presenti, uguali").ShouldBe(3);

        using var anna = await town.AsStaffAsync();
        (await anna.GetAsync("/desk/importazioni")).Page.QuerySelectorAll("select[name=What] option").Select(option => option.GetAttribute("value"))
            .ShouldNotContain("streets");
        var home = new Territory.Contracts.Address(Guid.Empty, Guid.Empty, "V. delle Prove", 1, "A", "");
        var people = await PreviewAsync(anna, Bytes(Csv([Person(600, home, "S1")])));
        people.Count("Nuove").ShouldBe(1, people.Main);
        await BeginAsync(town, anna);
        (await AddressAsync(town, (await FindAsync(town, Person(600, home, "S1")[5])).ShouldNotBeNull().Id)).ShouldBe("VIA DELLE PROVE, 1/A");
    }

    /// <summary>A number that was merged with the flat is another house: «4 int. 3» is not 43.</summary>
    [Theory]
    [InlineData("VIA PROVA", "4 int. 3", 4, "", "3")]
    [InlineData("VIA PROVA", "16/3 int. 1", 16, "3", "1")]
    [InlineData("VIA PROVA", "12/A", 12, "A", "")]
    [InlineData("VIA PROVA", "12bis", 12, "BIS", "")]
    [InlineData("VIA PROVA 4 int. 3", "", 4, "", "3")]
    [InlineData("VIA 4 NOVEMBRE, 16/3 int. 1", "", 16, "3", "1")]
    public void Address_KeepsNumberExponentAndFlatApart(string street, string number, int wanted, string exponent, string flat)
    {
        var row = new ImportRow(2, new Dictionary<string, string> { [PeopleFields.Street] = street, [PeopleFields.Number] = number });
        var line = PersonLine.Read(row, LegalTime.Today(TimeProvider.System));
        (line.Number, line.Exponent, line.Flat).ShouldBe((wanted, exponent, flat));
        line.Street.ShouldBe(street.StartsWith("VIA 4", StringComparison.Ordinal) ? "VIA 4 NOVEMBRE" : "VIA PROVA");
    }
}

public sealed class ImportFilesOnSqlite(SqliteTown town) : ImportFilesTests(town), IClassFixture<SqliteTown>;

public sealed class ImportFilesOnPostgres(PostgresTown town) : ImportFilesTests(town), IClassFixture<PostgresTown>;
