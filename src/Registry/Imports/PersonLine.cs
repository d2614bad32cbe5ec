using System.Text.RegularExpressions;
using Liburia.Platform.Imports;
using Liburia.Platform.Language;
using Liburia.Platform.Search;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Liburia.Territory.Contracts;

namespace Liburia.Registry.Imports;

/// <summary>Who stands in the register already and is meant by a line.</summary>
/// <param name="FamilyId">Their household today; none where they are in none.</param>
internal sealed record Found(Person Person, RegisteredResident? Resident, Guid? FamilyId, int Relationship, ResidenceInTime? Home);

/// <summary>A line of the file as a person, with everything that is wrong with it.</summary>
internal sealed partial class PersonLine
{
    private readonly List<ImportFault> faults = [];

    private PersonLine(ImportRow row) => Row = row;

    public ImportRow Row { get; }
    public IReadOnlyList<ImportFault> Faults => faults;
    public bool IsWrong => faults.Any(fault => !fault.IsWarning);
    public string TaxCode { get; private set; } = "";
    public string FamilyName => Row[PeopleFields.FamilyName];
    public string GivenName => Row[PeopleFields.GivenName];
    public string Sex { get; private set; } = "";
    public DateOnly BirthDate { get; private set; }
    public BirthPlace? Born { get; private set; }
    /// <summary>The town abroad, where the file names it besides the state.</summary>
    public string BornIn { get; private set; } = "";
    public DateOnly Since { get; private set; }
    public DateOnly? AddressSince { get; private set; }
    public string Household => Row[PeopleFields.Household].ToUpperInvariant();
    public int Relationship { get; private set; }
    public BirthPlace Citizenship { get; private set; } = null!;
    public int? MaritalStatus { get; private set; }
    public bool? IsProtected { get; private set; }
    public string Street { get; private set; } = "";
    public int Number { get; private set; }
    public string Exponent { get; private set; } = "";
    public string Flat { get; private set; } = "";
    public Address? Address { get; set; }
    public Found? Found { get; set; }
    /// <summary>The household that those of its lines who are there already belong to.</summary>
    public Guid? Family { get; set; }
    public ImportQuestion? Question { get; set; }
    public bool IsLeftOut { get; set; }

    public string Label => string.Join(' ', ((string[])[FamilyName, GivenName]).Where(name => name.Length > 0)) is { Length: > 0 } name ? name
        : $"riga {Row.Line}";

    public void Fault(string field, string reason) => faults.Add(new(field, reason));

    public void Warn(string field, string reason) => faults.Add(new(field, reason, IsWarning: true));

    public static PersonLine Read(ImportRow row, DateOnly today)
    {
        var line = new PersonLine(row);
        var hasCode = Subjects.Contracts.TaxCode.TryParse(row[PeopleFields.TaxCode], out var code, out var fault);
        line.TaxCode = hasCode ? code.Value : "";
        if (!hasCode && row[PeopleFields.TaxCode].Length > 0) line.Fault(PeopleFields.TaxCode, WordsOf(fault));
        line.ReadSex();
        line.BirthDate = line.Day(PeopleFields.BirthDate) ?? default;
        line.Since = line.Day(PeopleFields.Since) ?? default;
        line.AddressSince = line.Day(PeopleFields.AddressSince);
        line.ReadBirthPlace(hasCode ? code : null);
        line.CheckDays(today);
        line.ReadTies();
        line.ReadCitizenship();
        line.ReadAddress();
        if (hasCode && !line.IsWrong) line.Compare(code, today);
        return line;
    }

    private static string WordsOf(TaxCodeFault fault) => fault switch
    {
        TaxCodeFault.Length => "Il codice fiscale non ha sedici caratteri",
        TaxCodeFault.CheckCharacter => "L'ultimo carattere del codice fiscale non torna: c'è un errore di battitura",
        TaxCodeFault.Date => "Il giorno o il mese nel codice fiscale non esiste",
        _ => "Il codice fiscale ha un carattere dove non può stare",
    };

    private void ReadSex()
    {
        Sex = Row[PeopleFields.Sex].ToUpperInvariant() switch
        {
            "M" or "MASCHIO" or "MASCHILE" or "1" => "M",
            "F" or "FEMMINA" or "FEMMINILE" or "2" => "F",
            _ => ""
        };
        if (Sex.Length == 0 && Row[PeopleFields.Sex].Length > 0) Fault(PeopleFields.Sex, "Si scrive M o F");
    }

    /// <summary>The engine has said already what is no day.</summary>
    private DateOnly? Day(string field) => DateOnly.TryParseExact(Row[field], "yyyy-MM-dd", out var day) ? day : null;

    private void CheckDays(DateOnly today)
    {
        if (BirthDate > today) Fault(PeopleFields.BirthDate, "La data di nascita è nel futuro");
        if (Since > today) Fault(PeopleFields.Since, "La data di iscrizione è nel futuro");
        if (Since != default && Since < BirthDate) Fault(PeopleFields.Since,
            $"La data di iscrizione ({Say.ShortDay(Since)}) viene prima della nascita ({Say.ShortDay(BirthDate)})");
        if (AddressSince > today) Fault(PeopleFields.AddressSince, "La data è nel futuro");
        if (AddressSince < Since) Fault(PeopleFields.AddressSince, $"Viene prima dell'iscrizione ({Say.ShortDay(Since)})");
    }

    /// <summary>By its code, its name with the province, the state; where the file says nothing, as the tax code has it.</summary>
    private void ReadBirthPlace(TaxCode? code)
    {
        var (written, province, state) = (Row[PeopleFields.BirthPlace], Row[PeopleFields.BirthProvince].ToUpperInvariant(), Row[PeopleFields.BirthState]);
        if (state.Length > 0 && BirthPlaces.State(state) is null)
        {
            Fault(PeopleFields.BirthState, "Non è uno Stato conosciuto: scrivi il nome in italiano o il codice di tre lettere");
            return;
        }
        var abroad = state.Length > 0 && BirthPlaces.State(state) is { IsAbroad: true } named ? named : null;
        if (abroad is not null) (Born, BornIn) = (abroad, BirthPlaces.Find(written) is null ? written : "");
        else if (written.Length == 0) Born = code is { } own ? BirthPlaces.Find(own.PlaceCode) : null;
        else
        {
            var places = BirthPlaces.Find(written) is { } coded ? [coded] : BirthPlaces.Named(written);
            if (places.Any(place => place.Province == province)) places = [.. places.Where(place => place.Province == province)];
            // Some names are those of two places: the tax code tells which.
            Born = places.FirstOrDefault(place => place.Code == code?.PlaceCode) ?? places.FirstOrDefault() ?? BirthPlaces.State(written) as BirthPlace;
        }
        if (Born is not null && Born.Code.Length > 0) return;
        Fault(PeopleFields.BirthPlace, written.Length == 0 ? "Il luogo di nascita manca, e il codice fiscale non lo dice"
            : "Non è un Comune d'Italia, nemmeno fra quelli soppressi: per chi è nato all'estero serve lo Stato");
    }

    private void ReadTies()
    {
        if (Row[PeopleFields.Relationship] is { Length: > 0 } tie)
        {
            Relationship = RegistryCodes.RelationshipOf(tie) ?? 0;
            if (Relationship == 0) Fault(PeopleFields.Relationship, "Non è un rapporto di parentela della tabella 5 dell'ANPR, né in parole né con il codice");
        }
        if (Row[PeopleFields.MaritalStatus] is { Length: > 0 } status && (MaritalStatus = RegistryCodes.MaritalStatusOf(status)) is null)
            Fault(PeopleFields.MaritalStatus, "Non è uno stato civile della tabella 1 dell'ANPR, né in parole né con il codice");
        if (Row[PeopleFields.Protected] is not { Length: > 0 } hidden) return;
        IsProtected = hidden.ToUpperInvariant() switch
        {
            "SÌ" or "SI" or "S" or "1" or "X" or "VERO" or "TRUE" or "YES" => true,
            "NO" or "N" or "0" or "FALSO" or "FALSE" => false,
            _ => null
        };
        // Who is to be hidden must never stand open by a word that was not understood.
        if (IsProtected is null) Fault(PeopleFields.Protected, "Si scrive sì o no");
    }

    private void ReadCitizenship()
    {
        var written = Row[PeopleFields.Citizenship];
        if (written.Length == 0 || written.StartsWith("italian", StringComparison.OrdinalIgnoreCase)) written = "Italia";
        if (BirthPlaces.State(written) is { CitizenshipCode: not null } state) Citizenship = state;
        else Fault(PeopleFields.Citizenship, "Non è uno Stato conosciuto: scrivi lo Stato (non l'aggettivo) o il suo codice di tre lettere");
    }

    private void ReadAddress()
    {
        Street = Row[PeopleFields.Street];
        if (Street.Length == 0) return;
        var (written, exponent) = (Row[PeopleFields.Number], Row[PeopleFields.Exponent]);
        var match = written.Length > 0 ? OfNumber().Match(written) : OfStreet().Match(Street);
        if (!match.Success)
        {
            Fault(written.Length > 0 ? PeopleFields.Number : PeopleFields.Street, "Il numero civico non si legge: serve come 12, 12/A o 12/A int. 3");
            return;
        }
        if (written.Length == 0) Street = match.Groups["street"].Value.TrimEnd(' ', ',');
        (Number, Exponent) = (int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture),
            match.Groups["exponent"].Value.ToUpperInvariant());
        if (exponent.Length > 0) Exponent = exponent.ToUpperInvariant();
        Flat = Row[PeopleFields.Flat] is { Length: > 0 } flat ? flat : match.Groups["flat"].Value;
        if (Flat.Length > 20) Fault(PeopleFields.Flat, "È più lungo di 20 caratteri");
    }

    /// <summary>Only the Agenzia delle Entrate assigns codes: what does not follow from the data is told, and keeps nobody out.</summary>
    private void Compare(TaxCode code, DateOnly today)
    {
        var (computed, born, apart) = (TaxCodeCalculator.Compute(FamilyName, GivenName, BirthDate, Sex[0], Born!.Code), code.BirthDateBefore(today),
            new List<string>());
        if (computed[..3] != code.Value[..3]) apart.Add("il cognome");
        if (computed[3..6] != code.Value[3..6]) apart.Add("il nome");
        if ((born.Year % 100, born.Month, born.Day) != (BirthDate.Year % 100, BirthDate.Month,
            BirthDate.Day)) apart.Add($"la data di nascita ({Say.ShortDay(born)})");
        if (code.Sex != Sex[0]) apart.Add("il sesso");
        if (code.PlaceCode != Born.Code) apart.Add($"il luogo di nascita ({BirthPlaces.Find(code.PlaceCode)?.Name ?? code.PlaceCode})");
        if (apart.Count > 0) Warn(PeopleFields.TaxCode, $"Il codice fiscale non segue dai dati. Non torna: {string.Join(", ", apart)}");
    }

    public PersonFacts Facts(string source) => new(FamilyName, GivenName, Sex, BirthDate, Born!.Code, BornIn.Length > 0 ? BornIn : Born.Name, Born.Province,
        Born.IsAbroad ? Born.Name : null, TaxCode, source);

    /// <summary>Case, accents, apostrophes and blanks aside: programs write them each in its own way.</summary>
    public static string Plain(string name) => string.Concat(SearchWords.Of(name));

    [GeneratedRegex(@"^(?:N\.?\s*|CIV\.?\s*)?(?<number>[1-9][0-9]{0,3})\s*[/\-]?\s*(?<exponent>[A-Z]{1,4}|[0-9]{1,3})?(?:\s*,?\s*INT(?:ERNO)?\.?\s*(?<flat>[0-9A-Z/]{1,10}))?$", RegexOptions.IgnoreCase, 200)]
    private static partial Regex OfNumber();

    [GeneratedRegex(@"^(?<street>.*?\D)[\s,]+(?:N\.?\s*|CIV\.?\s*)?(?<number>[1-9][0-9]{0,3})\s*[/\-]?\s*(?<exponent>BIS|TER|[A-Z]|[0-9]{1,3})?(?:\s*,?\s*INT(?:ERNO)?\.?\s*(?<flat>[0-9A-Z/]{1,10}))?$", RegexOptions.IgnoreCase, 200)]
    private static partial Regex OfStreet();
}
