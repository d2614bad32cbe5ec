using System.Globalization;
using System.Text.RegularExpressions;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Models;
using Liburia.Subjects.Contracts;
using Liburia.Territory.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Liburia.Procedures.Answers;

/// <summary>
/// Reads what a form sent for a question into its canonical form, and says beside the field what is wrong. A field's name is the question's, with a part
/// after a dot where the answer has several: <c>indirizzo.street</c>.
/// </summary>
internal sealed partial class AnswerReader(IStreetRegister streets, Tenant tenant)
{
    /// <summary>The answer; null when there is none or it was refused (then the model state says why).</summary>
    /// <param name="name">Of the field: the question's id, with its turn where the page repeats.</param>
    public async Task<string?> ReadAsync(Question question, string name, IFormCollection form, IReadOnlyList<ModelChoice> choices, ModelStateDictionary state, CancellationToken cancel = default)
    {
        string Field(string part = "") => form[part.Length == 0 ? name : $"{name}.{part}"].ToString().Trim();
        foreach (var sent in form.Keys.Where(key => key == name || key.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            state.SetModelValue(sent, form[sent].ToString(), form[sent].ToString());
            state.MarkFieldSkipped(sent);
        }
        string? Refuse(string it, string en, string part = "")
        {
            state.AddModelError(part.Length == 0 ? name : $"{name}.{part}", Say.T(it, en));
            return null;
        }
        string? Missing(string part = "") => question.Optional ? null : Refuse($"Rispondi: {question.Label.It}", $"Answer: {question.Label.En}", part);
        var text = Field();
        switch (question.Type)
        {
            case QuestionType.Text:
                if (text.Length == 0) return Missing();
                if (text.ReplaceLineEndings("").Length != text.Length) return Refuse("Scrivi su una riga sola.", "Write on one line.");
                return Fits(question, text, Refuse);
            case QuestionType.Lines:
                return text.Length == 0 ? Missing() : Fits(question, text, Refuse);
            case QuestionType.Choice:
                if (text.Length == 0) return question.Optional ? null : Refuse("Scegli una delle risposte.", "Choose one of the answers.");
                return choices.Any(choice => choice.Value == text) ? text : Refuse("Scegli una delle risposte dell'elenco.", "Choose one of the answers listed.");
            case QuestionType.Choices:
                var chosen = form[name].Where(value => choices.Any(choice => choice.Value == value)).Distinct().ToList();
                return chosen.Count == 0 ? question.Optional ? null : Refuse("Scegli almeno una risposta.", "Choose at least one answer.") : string.Join('\n', chosen);
            case QuestionType.YesNo:
                return text is "yes" or "no" ? text : Missing();
            case QuestionType.Declaration:
                return text == "true" ? "true" : question.Optional ? null : Refuse("Per continuare devi dichiararlo: spunta la casella.", "To go on you must declare it: tick the box.");
            case QuestionType.Date:
                if (text.Length == 0) return Missing();
                return DayOf(text) is { } day ? Canonical.Day(day) : Refuse("Scrivi la data così: 24/11/2026.", "Write the date like this: 24/11/2026.");
            case QuestionType.Period:
                var (from, to) = (Field("from"), Field("to"));
                if (from.Length + to.Length == 0) return Missing("from");
                if (DayOf(from) is not { } first) return Refuse("Scrivi la data d'inizio così: 24/11/2026.", "Write the first day like this: 24/11/2026.", "from");
                if (DayOf(to) is not { } last) return Refuse("Scrivi la data di fine così: 24/11/2026.", "Write the last day like this: 24/11/2026.", "to");
                return last < first ? Refuse("La fine viene prima dell'inizio.", "The end is before the beginning.", "to") : $"{Canonical.Day(first)}/{Canonical.Day(last)}";
            case QuestionType.Number:
                if (text.Length == 0) return Missing();
                if (!long.TryParse(text.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return Refuse("Scrivi un numero intero, solo cifre.", "Write a whole number, digits only.");
                return number < (question.Min ?? 0) ? Refuse($"Il numero più piccolo è {question.Min ?? 0}.", $"The smallest number is {question.Min ?? 0}.")
                    : number > (question.Max ?? int.MaxValue) ? Refuse($"Il numero più grande è {question.Max}.", $"The largest number is {question.Max}.") : number.ToString(CultureInfo.InvariantCulture);
            case QuestionType.Money:
                if (text.Length == 0) return Missing();
                return Cents(text) is { } cents && cents >= 0 ? cents.ToString(CultureInfo.InvariantCulture) : Refuse("Scrivi l'importo in euro così: 1.250,00.", "Write the amount in euro like this: 1250.00.");
            case QuestionType.TaxCode:
                if (text.Length == 0) return Missing();
                return TaxCode.TryParse(text, out var code, out _) ? code.Value : Refuse("Il codice fiscale non è valido: controlla i 16 caratteri.", "The tax code is not valid: check its 16 characters.");
            case QuestionType.Person:
                var (family, given, personCode) = (Field("family"), Field("given"), Field("code"));
                if (family.Length + given.Length + personCode.Length == 0 && question.Optional) return null;
                if (family.Length is 0 or > 100) return Refuse("Scrivi il cognome.", "Enter the family name.", "family");
                if (given.Length is 0 or > 100) return Refuse("Scrivi il nome.", "Enter the given name.", "given");
                return TaxCode.TryParse(personCode, out var parsed, out _) ? Canonical.Parts(("family", family), ("given", given), ("code", parsed.Value)) : Refuse("Il codice fiscale non è valido: controlla i 16 caratteri.", "The tax code is not valid: check its 16 characters.", "code");
            case QuestionType.Company:
                var (companyName, vat) = (Field("name"), new string([.. Field("vat").Where(char.IsAsciiDigit)]));
                if (companyName.Length + vat.Length == 0 && question.Optional) return null;
                if (companyName.Length is < 2 or > 200) return Refuse("Scrivi la denominazione dell'impresa.", "Enter the name of the company.", "name");
                return NumericTaxCode.IsValid(vat) ? Canonical.Parts(("name", companyName), ("vat", vat)) : Refuse("La partita IVA non è valida: 11 cifre, l'ultima di controllo.", "The VAT number is not valid: 11 digits, the last one a check digit.", "vat");
            case QuestionType.Iban:
                var iban = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
                return iban.Length == 0 ? Missing() : IsIban(iban) ? iban : Refuse("L'IBAN non è valido: controlla ogni carattere.", "The IBAN is not valid: check every character.");
            case QuestionType.Plate:
                var plate = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
                return plate.Length == 0 ? Missing() : Plate().IsMatch(plate) ? plate : Refuse("La targa non è valida: per esempio AB123CD.", "The plate is not valid: for example AB123CD.");
            case QuestionType.Email:
                return text.Length == 0 ? Missing() : text.Length <= 200 && Email().IsMatch(text) ? text : Refuse("L'indirizzo di posta non è valido: per esempio nome@esempio.it.", "The e-mail address is not valid: for example name@example.com.");
            case QuestionType.Phone:
                var digits = new string([.. text.Where(c => char.IsAsciiDigit(c) || c == '+')]);
                return digits.Length == 0 ? Missing() : digits.Length is >= 6 and <= 16 && digits.LastIndexOf('+') <= 0 ? digits : Refuse("Il numero di telefono non è valido.", "The phone number is not valid.");
            case QuestionType.Parcel:
                var (sheet, parcel, sub) = (Field("sheet"), Field("parcel"), Field("sub"));
                if (sheet.Length + parcel.Length + sub.Length == 0) return Missing("sheet");
                if (!Cadastral().IsMatch(sheet)) return Refuse("Scrivi il foglio di mappa: cifre, per esempio 5.", "Enter the map sheet: digits, for example 5.", "sheet");
                if (!Cadastral().IsMatch(parcel)) return Refuse("Scrivi la particella: cifre, per esempio 123.", "Enter the parcel: digits, for example 123.", "parcel");
                return sub.Length > 0 && !Cadastral().IsMatch(sub) ? Refuse("Il subalterno è fatto di cifre.", "The sub is made of digits.", "sub") : Canonical.Parts(("sheet", sheet), ("parcel", parcel), ("sub", sub));
            case QuestionType.Address or QuestionType.Place:
                return await PlaceAsync(question, Field, Missing, Refuse, cancel);
            default:
                // Files are kept one by one while the page is open: what the draft holds is the answer.
                return null;
        }
    }

    private async Task<string?> PlaceAsync(Question question, Func<string, string> field, Func<string, string?> missing, Func<string, string, string, string?> refuse, CancellationToken cancel)
    {
        var (street, number, exponent, flat, note, lat, lon) = (field("street"), field("number"), field("exponent").ToUpperInvariant(), field("flat"), field("note"), field("lat").Replace(',', '.'), field("lon").Replace(',', '.'));
        var point = lat.Length + lon.Length > 0;
        if (question.Type == QuestionType.Place && point)
        {
            if (!double.TryParse(lat, NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude) || latitude is < 35 or > 48) return refuse("La latitudine non è in Italia.", "The latitude is not in Italy.", "lat");
            if (!double.TryParse(lon, NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude) || longitude is < 6 or > 19) return refuse("La longitudine non è in Italia.", "The longitude is not in Italy.", "lon");
            // A report about another Comune's street is lost work for everybody: say so at once, and where it belongs.
            if (Boundaries.Of(tenant.Municipality.Istat) is { } own && !own.Contains(latitude, longitude))
            {
                var elsewhere = Boundaries.At(latitude, longitude)?.Name;
                return refuse($"Il punto è fuori dal Comune di {own.Name}{(elsewhere is null ? "" : $": è a {elsewhere}")}.", $"The point is outside the Comune of {own.Name}{(elsewhere is null ? "" : $": it is in {elsewhere}")}.", "lat");
            }
        }
        // Only a place has words about it: an address has no such field.
        if (question.Type == QuestionType.Address) note = "";
        if (note.Length > 300) return refuse("Al massimo 300 caratteri.", "At most 300 characters.", "note");
        if (flat.Length > 20) return refuse("L'interno è troppo lungo: al massimo 20 caratteri.", "The flat is too long: at most 20 characters.", "flat");
        if (street.Length == 0) return question.Type == QuestionType.Place && point ? Canonical.Parts(("words", Say.T("Punto sulla mappa", "Point on the map")), ("lat", lat), ("lon", lon), ("note", note)) : missing("street");
        if (!Guid.TryParse(street, out var id) || (await streets.StreetsAsync(cancel)).FirstOrDefault(s => s.Id == id) is not { } found) return refuse("Scegli la via dall'elenco.", "Choose the street from the list.", "street");
        if (number.Length == 0 && question.Type == QuestionType.Place) return Canonical.Parts(("street", street), ("words", found.Name), ("note", note), ("lat", lat), ("lon", lon));
        if (!int.TryParse(number, CultureInfo.InvariantCulture, out var civic) || civic is < 1 or > 9999) return refuse("Scrivi il numero civico, solo cifre.", "Enter the civic number, digits only.", "number");
        return await streets.FindAsync(id, civic, exponent, cancel) is { } address
            ? Canonical.Parts(("street", street), ("civic", address.CivicNumberId.ToString("n")), ("number", number), ("exponent", exponent), ("words", address.InWords), ("flat", flat), ("note", note), ("lat", lat), ("lon", lon))
            : refuse("Questo civico non esiste nello stradario del Comune: controlla numero ed esponente.", "This civic number is not in the street register: check number and exponent.", "number");
    }

    private static string? Fits(Question question, string text, Func<string, string, string, string?> refuse)
    {
        var most = question.Max ?? (question.Type == QuestionType.Lines ? 4000 : 200);
        if (text.Length > most) return refuse($"Al massimo {most} caratteri: ne hai scritti {text.Length}.", $"At most {most} characters: you wrote {text.Length}.", "");
        if (text.Length < (question.Min ?? 0)) return refuse($"Almeno {question.Min} caratteri.", $"At least {question.Min} characters.", "");
        if (question.Pattern is null) return text;
        return Regex.IsMatch(text, $"^(?:{question.Pattern.TrimStart('^').TrimEnd('$')})$", RegexOptions.None, TimeSpan.FromMilliseconds(200)) ? text : refuse(question.PatternMessage!.Value.It, question.PatternMessage.Value.En, "");
    }

    internal static DateOnly? DayOf(string text) => ItalianDay.TryRead(text, out var day) ? day : null;

    private static long? Cents(string text)
    {
        var plain = text.Replace("€", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        plain = plain.Contains(',', StringComparison.Ordinal) ? plain.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : plain;
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var euro) && euro < 1_000_000_000m ? (long)decimal.Round(euro * 100m, MidpointRounding.AwayFromZero) : null;
    }

    /// <summary>ISO 13616: letters are two digits each, the whole divided by 97 leaves 1.</summary>
    private static bool IsIban(string iban)
    {
        if (iban.Length is < 15 or > 34 || !iban.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetter(iban[0]) || !char.IsAsciiDigit(iban[2]) || (iban.StartsWith("IT", StringComparison.Ordinal) && iban.Length != 27)) return false;
        var rest = 0;
        foreach (var c in iban[4..] + iban[..4]) rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        return rest == 1;
    }

    [GeneratedRegex(@"^[A-Z]{2}\d{3}[A-Z]{2}$|^[A-Z]{2}\d{5,6}$|^[A-Z0-9]{5,8}$", RegexOptions.NonBacktracking)]
    private static partial Regex Plate();

    [GeneratedRegex(@"^[^@\s,;<>""]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}$", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"^\d{1,6}[A-Za-z]?$", RegexOptions.NonBacktracking)]
    private static partial Regex Cadastral();
}
