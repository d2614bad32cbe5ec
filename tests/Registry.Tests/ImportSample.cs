using System.IO.Compression;
using System.Net;
using System.Security;
using System.Text;
using Liburia.Platform.Database;
using Liburia.Platform.Imports;
using Liburia.Platform.Law;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Liburia.Territory.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Liburia.Registry.Tests;

/// <summary>Files of invented people, and the way they take through the pages.</summary>
internal static class ImportSample
{
    public static readonly string[] Headings =
        ["Cognome", "Nome", "Sesso", "Data di nascita", "Comune di nascita", "Codice fiscale", "Famiglia", "Parentela", "Via", "Civico", "Residente dal",
            "Cittadinanza"];

    /// <summary>Names that follow from a number, and belong to nobody of the demonstration.</summary>
    public static string[] Person(int number, Address home, string household, string tie = "Intestatario", DateOnly? born = null, string? familyName = null,
        string? givenName = null, string? code = null)
    {
        var (day, family, given) = (born ?? new DateOnly(1950, 1, 1).AddDays(number * 3), familyName ?? "Zk" + Letters(number), givenName ?? "Qu"
            + Letters(number / 7));
        return [family, given, "M", $"{day:dd/MM/yyyy}", "Aversa", code ?? TaxCodeCalculator.Compute(family, given, day, 'M', "A512"), household, tie,
            home.Street,
            $"{home.StreetNumber}{(home.Exponent.Length > 0 ? "/" + home.Exponent : "")}", "01/03/2020", "ITA"];
    }

    private static string Letters(int number)
    {
        var letters = new StringBuilder();
        for (var left = number + 1; left > 0; left /= 20) letters.Append("bcdfghlmnpqrstvzaeio"[left % 20]);
        return letters.ToString();
    }

    public static string Csv(IEnumerable<string[]> rows, char separator = ';', string[]? headings = null) =>
        string.Concat(rows.Prepend(headings ?? Headings)
            .Select(cells => string.Join(separator, cells.Select(cell => cell.Contains(separator) || cell.Contains('"') ? $"\"{cell.Replace("\"", "\"\"")}\""
            : cell)) + "\r\n"));

    public static byte[] Bytes(string csv) => Encoding.UTF8.GetBytes(csv);

    public static Task<IReadOnlyList<Address>> HomesAsync(Town town, string slug = "cesa") => town.InAsync(slug, async services =>
    {
        var streets = services.GetRequiredService<IStreetRegister>();
        return await streets.OnStreetAsync((await streets.StreetsAsync()).First(street => street.Name == "VIA ROMA").Id);
    });

    /// <summary>Brings a file as far as the page of its columns; what is refused stays on the page of the list.</summary>
    public static async Task<Answer> BringAsync(Browser who, byte[] file, string name = "anagrafe.csv", bool follow = true, string what = "people")
    {
        var page = await who.GetAsync("/desk/importazioni");
        var token = page.Page.QuerySelector("#porta input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return await who.PostFileAsync("/desk/importazioni", new() { ["__RequestVerificationToken"] = token, ["What"] = what }, "Table", name, file, follow);
    }

    /// <summary>Brings a file, takes the columns as they are proposed, and shows the preview.</summary>
    public static async Task<Answer> PreviewAsync(Browser who, byte[] file, string name = "anagrafe.csv", string what = "people")
    {
        (await BringAsync(who, file, name, what: what)).ShouldBe(HttpStatusCode.OK).Heading.ShouldStartWith("Colonne di");
        return (await who.SubmitAsync()).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Says yes to the preview on the page and waits until it is carried out.</summary>
    public static async Task<Answer> BeginAsync(Town town, Browser who)
    {
        (await who.SubmitAsync(form: "#begin")).ShouldBe(HttpStatusCode.OK);
        await town.JobsDoneAsync(seconds: 180);
        return (await who.GetAsync(who.Current)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The figure above a word of the preview.</summary>
    public static int Count(this Answer preview, string words) =>
        int.Parse(preview.Page.QuerySelectorAll("#counts > div").First(one => one.QuerySelector("dt")!.TextContent == words)
            .QuerySelector("dd")!.TextContent.Trim().Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

    public static Guid IdOf(Answer preview) => Guid.Parse(preview.Page.QuerySelector("a[href$='/colonne']")!.GetAttribute("href")!.Split('/')[^2]);

    /// <summary>Rows of the register: residents, households, memberships, stays, persons, words of the search.</summary>
    public static Task<(int Residents, int Families, int Members, int Stays)> RowsAsync(Town town, string slug = "cesa") =>
        town.ReadAsync(slug, async db => (await db.Set<RegisteredResident>().CountAsync(),
        await db.Set<RegisteredFamily>().CountAsync(), await db.Set<FamilyMembership>().CountAsync(), await db.Set<ResidenceInTime>().CountAsync()));

    public static Task<ResidentView?> FindAsync(Town town, string taxCode, string slug = "cesa") =>
        town.InAsync(slug, services => services.GetRequiredService<ResidentRegister>().FindByTaxCodeAsync(taxCode));

    public static Task<string?> AddressAsync(Town town, Guid resident) => town.InAsync("cesa", async services =>
        (await services.GetRequiredService<ResidentRegister>().DwellingAsync(resident, LegalTime.Today(town.Clock), DateTime.UtcNow.AddSeconds(1)))?.InWords);

    /// <summary>A sheet as Excel packs it: <paramref name="rows"/> is what stands in its sheetData.</summary>
    public static byte[] Xlsx(string rows)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write("[Content_Types].xml",
                """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>""");
            Write("xl/workbook.xml",
                """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Foglio1" sheetId="1" r:id="rId1"/></sheets></workbook>""");
            Write("xl/_rels/workbook.xml.rels",
                """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>""");
            Write("xl/styles.xml",
                """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>""");
            Write("xl/worksheets/sheet1.xml",
                $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>""");

            void Write(string name, string text)
            {
                using var part = new StreamWriter(zip.CreateEntry(name).Open());
                part.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>A row of text cells; what begins with = is a formula that came to what follows, a # in front makes a date of a number, nothing leaves the cell
    /// out.</summary>
    public static string Row(int number, params string[] cells) => $"<row r=\"{number}\">"
        + string.Concat(cells.Select((cell, i) => (At: $"{(char)('A' + i)}{number}", Cell: SecurityElement.Escape(cell)!)).Where(one => one.Cell.Length > 0)
        .Select(one => one.Cell[0] switch
    {
        '#' => $"<c r=\"{one.At}\" s=\"1\"><v>{one.Cell[1..]}</v></c>",
        '=' => $"<c r=\"{one.At}\" t=\"str\"><f>CONCATENATE(A1)</f><v>{one.Cell[1..]}</v></c>",
        _ => $"<c r=\"{one.At}\" t=\"inlineStr\"><is><t>{one.Cell}</t></is></c>",
    })) + "</row>";
}
