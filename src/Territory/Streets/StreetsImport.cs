using System.Globalization;
using System.Text.RegularExpressions;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Imports;
using Liburia.Platform.Language;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Territory.Streets;

/// <summary>A civic number as a line of a file has it.</summary>
internal sealed record CivicLine(ImportRow Row, string Qualifier, string Street, int Number, string Exponent, string PostCode,
    IReadOnlyList<ImportFault> Faults)
{
    public string Name => $"{Qualifier} {Street}";
    public string Label => $"{Name}, {Number}{(Exponent.Length > 0 ? "/" + Exponent : "")}";
}

internal sealed record JudgedCivic(CivicLine Civic, string Key, string Label, string Unit, LineVerdict Verdict)
    : JudgedLine(Civic.Row, Key, Label, Unit, Verdict);

/// <summary>The streets of a Comune and their civic numbers, from the file of another program: only what is not there is added, a street at a time.</summary>
internal sealed partial class StreetsImport(AppDb db, AuditTrail audit, Tenant tenant) : IImport
{
    private const string Street = "street", Qualifier = "qualifier", Number = "number", Exponent = "exponent", PostCode = "postCode";

    public static readonly ImportKind Kind = new("streets", new("Stradario: vie e numeri civici", "Street register: streets and civic numbers"),
        TerritoryModule.Import,
    [
        new(Street, new("Via", "Street"), IsRequired: true) { Headings = ["Denominazione", "Denominazione ufficiale", "DUF", "DENOM_UFF", "Toponimo",
            "Nome via", "Odonimo", "Indirizzo"], Hint = new("Con la specie (VIA, PIAZZA), se non ha una colonna sua",
            "With its kind (VIA, PIAZZA), unless that has a column") },
        new(Qualifier, new("Specie", "Kind of street")) { Headings = ["DUG", "Specie toponimo", "Tipo via", "Qualificatore"] },
        new(Number, new("Numero civico", "Civic number"), IsRequired: true) { Headings = ["Civico", "N. civico", "Num civico", "Numero"] },
        new(Exponent, new("Esponente", "Exponent")) { Headings = ["Esp", "Barrato", "Lettera"] },
        new(PostCode, new("CAP", "Post code")) { Headings = ["Codice postale", "Cap"],
            Hint = new("Senza, quello del Comune", "That of the Comune where it is empty") },
    ])
    {
        Units = new("vie", "streets"),
    };

    public async Task<IReadOnlyList<JudgedLine>> JudgeAsync(IReadOnlyList<ImportRow> rows, ImportDecisions decisions, CancellationToken cancel = default)
    {
        var there = (await db.Set<StreetToponym>().AsNoTracking().ToListAsync(cancel)).ToLookup(street => Plain(street.Name));
        var lines = rows.Select(Read).ToList();
        var ids = lines.SelectMany(line => there[Plain(line.Name)]).Select(street => street.Id).Distinct().ToList();
        var numbers = new HashSet<(Guid, int, string)>();
        foreach (var some in ids.Chunk(400))
            numbers.UnionWith((await db.Set<CivicNumber>().AsNoTracking().Where(c => some.Contains(c.StreetId))
                .Select(c => new { c.StreetId, c.StreetNumber, c.Exponent }).ToListAsync(cancel)).Select(c => (c.StreetId, c.StreetNumber, c.Exponent)));
        var first = new Dictionary<string, int>();
        return [.. lines.Select(line =>
        {
            var (key, street) = ($"{Plain(line.Name)} {line.Number} {line.Exponent}", there[Plain(line.Name)].FirstOrDefault());
            var faults = line.Faults.ToList();
            if (faults.Count == 0 && !first.TryAdd(key, line.Row.Line)) faults.Add(new("", $"Lo stesso civico è già alla riga {first[key]}"));
            return new JudgedCivic(line, key, line.Label, faults.Count > 0 ? $"riga {line.Row.Line}" : Plain(line.Name), faults.Count > 0 ? LineVerdict.Wrong
                : street is not null && numbers.Contains((street.Id, line.Number, line.Exponent)) ? LineVerdict.Equal : LineVerdict.New) { Faults = faults };
        })];
    }

    public async Task ApplyAsync(IReadOnlyList<JudgedLine> unit, string source, CancellationToken cancel = default)
    {
        var lines = unit.Cast<JudgedCivic>().Select(judged => judged.Civic).ToList();
        var (qualifier, name) = (lines[0].Qualifier, lines[0].Street);
        var street = (await db.Set<StreetToponym>().ToListAsync(cancel)).FirstOrDefault(known => Plain(known.Name) == Plain(lines[0].Name));
        if (street is null)
        {
            var codes = await db.Set<StreetToponym>().Select(s => s.Code).ToListAsync(cancel);
            var next = codes.Select(code => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty()
                .Max() + 1;
            db.Add(street = new StreetToponym
            {
                Id = Guid.CreateVersion7(),
                Code = next.ToString("00000", CultureInfo.InvariantCulture),
                ToponymQualifier = qualifier,
                OfficialStreetName = name
            });
        }
        db.AddRange(lines.Select(line => new CivicNumber
        {
            Id = Guid.CreateVersion7(),
            StreetId = street.Id,
            StreetNumber = line.Number,
            Exponent = line.Exponent,
            PostCode = line.PostCode
        }));
        audit.Note("territory.streets", $"street:{street.Id:n}", new { street.Name, added = lines.Count, source });
        await db.SaveChangesAsync(cancel);
    }

    private CivicLine Read(ImportRow row)
    {
        var (faults, written, qualifier) = (new List<ImportFault>(), row[Street].ToUpperInvariant(), row[Qualifier].ToUpperInvariant());
        var name = written;
        if (qualifier.Length == 0 && written.IndexOf(' ', StringComparison.Ordinal) is var at and > 0) (qualifier, name) = (written[..at], written[(at + 1)..]);
        if (written.Length > 0 && (qualifier.Length is 0 or > 40 || name.Length == 0)) faults.Add(new(Street, "Serve la specie e il nome, come VIA ROMA"));
        var match = OfNumber().Match(row[Number]);
        if (row[Number].Length > 0 && !match.Success) faults.Add(new(Number, "Il numero civico non si legge: serve come 12 o 12/A"));
        var exponent = row[Exponent].Length > 0 ? row[Exponent].ToUpperInvariant() : match.Groups["exponent"].Value.ToUpperInvariant();
        if (exponent.Length > 10) faults.Add(new(Exponent, "È più lungo di 10 caratteri"));
        var postCode = row[PostCode].Length > 0 ? row[PostCode].PadLeft(5, '0') : tenant.Municipality.PostCode;
        if (postCode.Length != 5 || !postCode.All(char.IsAsciiDigit)) faults.Add(new(PostCode, "Il CAP ha cinque cifre"));
        return new(row, qualifier, name, match.Success ? int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) : 0, exponent, postCode, faults);
    }

    private static string Plain(string name) => string.Join(' ', SearchWords.Of(name));

    [GeneratedRegex(@"^(?<number>[1-9][0-9]{0,3})\s*[/\-]?\s*(?<exponent>[A-Z]{1,4}|[0-9]{1,3})?$", RegexOptions.IgnoreCase, 200)]
    private static partial Regex OfNumber();
}
