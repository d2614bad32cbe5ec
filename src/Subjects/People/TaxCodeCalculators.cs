using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Subjects.Contracts;

namespace Liburia.Subjects.People;

/// <summary>The codice fiscale that follows from a person's data.</summary>
internal sealed class TaxCodeFamily : ICalculator
{
    internal const string Decree = "DM 23 dicembre 1976 n. 13813";

    public string Family => "codice_fiscale";
    public Texts Title => new("Codice fiscale", "Tax code of a person");
    public string Norm => Decree;
    public IReadOnlyList<CalculatorInput> Inputs { get; } =
    [
        new("surname", InputType.Text, true, new("Cognome alla nascita.", "Surname at birth.")),
        new("givenName", InputType.Text, true, new("Nome, tutte le sue parti.", "Given name, all its parts.")),
        new("birthDate", InputType.Date, true, new("Data di nascita.", "Date of birth.")),
        new("sex", InputType.Text, true, new("Sesso.", "Sex.")) { OneOf = ["M", "F"] },
        new("placeCode", InputType.Text, true, new("Codice catastale del Comune di nascita, o codice Z dello Stato estero.", "Cadastral code of the Comune of birth, or Z code of the foreign state.")) { MaxLength = 4 },
    ];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        var (surname, name, place) = (given.Text("surname")!, given.Text("givenName")!, given.Text("placeCode")!.ToUpperInvariant());
        if (!(surname + name).Any(char.IsLetter)) throw given.Refuse("surname", "servono un cognome o un nome.", "a surname or a name is needed.");
        if (place.Length != 4 || !char.IsAsciiLetterUpper(place[0]) || !place.Skip(1).All(char.IsAsciiDigit)) throw given.Refuse("placeCode", "serve una lettera e tre cifre, per esempio H501.", "a letter and three digits are needed, such as H501.");
        var code = TaxCodeCalculator.Compute(surname, name, given.Day("birthDate")!.Value, given.Text("sex")![0], place);
        return new(code,
        [
            new($"{code[..3]} dal cognome, {code[3..6]} dal nome", $"{code[..3]} from the surname, {code[3..6]} from the given name"),
            new($"{code[6..11]} da anno, mese, giorno e sesso (per le donne il giorno è aumentato di 40)", $"{code[6..11]} from year, month, day and sex (for women the day is 40 more)"),
            new($"{code[11..15]} dal luogo di nascita, {code[15]} carattere di controllo ({Norm})", $"{code[11..15]} from the place of birth, {code[15]} check character ({Norm})"),
            new("solo l'Agenzia delle entrate attribuisce i codici fiscali", "only the Revenue Agency assigns tax codes"),
        ]);
    }
}

/// <summary>The code with digits replaced by letters, for two holders of the same one.</summary>
internal sealed class OmocodiaFamily : ICalculator
{
    public string Family => "codice_fiscale_omocodia";
    public Texts Title => new("Codice fiscale in caso di omocodia", "Tax code of a second holder of the same one");
    public string Norm => TaxCodeFamily.Decree;
    public IReadOnlyList<CalculatorInput> Inputs { get; } =
    [
        new("base", InputType.Text, true, new("Il codice che due persone avrebbero.", "The code two persons would have.")) { MaxLength = 30 },
        new("level", InputType.Integer, true, new("Quante cifre si sostituiscono, da destra.", "How many digits are replaced, from the right.")) { Minimum = 1, Maximum = 7 },
    ];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        if (!TaxCode.TryParse(given.Text("base"), out var origin, out _)) throw given.Refuse("base", "non è un codice fiscale valido.", "it is not a valid tax code.");
        var level = given.Number("level")!.Value;
        var code = TaxCodeCalculator.Omocode(origin.Value, level);
        return new(code, [new($"{level} {(level == 1 ? "cifra sostituita" : "cifre sostituite")} da destra, carattere di controllo ricalcolato ({Norm})", $"{level} {(level == 1 ? "digit" : "digits")} replaced from the right, check character recomputed ({Norm})")]);
    }
}

/// <summary>Whether a text is a codice fiscale.</summary>
internal sealed class ValidationFamily : ICalculator
{
    public string Family => "codice_fiscale_validation";
    public Texts Title => new("Controllo di un codice fiscale", "Check of a tax code");
    public string Norm => TaxCodeFamily.Decree;
    public IReadOnlyList<CalculatorInput> Inputs { get; } = [new("value", InputType.Text, true, new("Il codice come è scritto.", "The code as written."))];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        if (TaxCode.TryParse(given.Text("value"), out var code, out var fault))
            return new(new { valid = true, normalised = code.Value, sex = code.Sex.ToString(), placeCode = code.PlaceCode, omocode = code.IsOmocode }, [new($"la forma è giusta; non prova che il codice sia stato attribuito ({Norm})", $"the form is right; it does not prove that the code was assigned ({Norm})")]);
        Texts why = fault switch
        {
            TaxCodeFault.Empty => new("non c'è nulla", "there is nothing"),
            TaxCodeFault.Length => new("non ha sedici caratteri", "it does not have sixteen characters"),
            TaxCodeFault.Characters => new("una posizione ha un carattere che lì non può stare", "a position has a character that cannot stand there"),
            TaxCodeFault.CheckCharacter => new("il carattere di controllo non torna", "the check character does not fit"),
            _ => new("il giorno di nascita non esiste", "the day of birth does not exist"),
        };
        return new(new { valid = false, fault = JsonNamingPolicy.CamelCase.ConvertName(fault.ToString()) }, [new($"{why.It} ({Norm})", $"{why.En} ({Norm})")]);
    }
}

/// <summary>The eleven-digit code from its first ten digits.</summary>
internal sealed class NumericFamily : ICalculator
{
    public string Family => "numeric_tax_code";
    public Texts Title => new("Partita IVA e codice fiscale numerico", "VAT number and numeric tax code");
    public string Norm => TaxCodeFamily.Decree;
    public IReadOnlyList<CalculatorInput> Inputs { get; } = [new("first10", InputType.Text, true, new("Le prime dieci cifre.", "The first ten digits.")) { MaxLength = 10 }];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        var digits = given.Text("first10")!;
        if (digits.Length != 10 || !digits.All(char.IsAsciiDigit)) throw given.Refuse("first10", "servono dieci cifre.", "ten digits are needed.");
        var check = NumericTaxCode.CheckDigit(digits);
        return new(digits + check, [new($"{check} è la cifra di controllo ({Norm})", $"{check} is the check digit ({Norm})")]);
    }
}
