using System.Globalization;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Contracts;
using Liburia.Territory.Contracts;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>Somewhere in the Comune: a street, a civic number, a point, words about it.</summary>
internal sealed class PlaceKind : IQuestionKind
{
    public string Name => QuestionKinds.Place;

    public string View => "/Pages/Procedures/Kinds/Place.cshtml";

    public async Task<string?> ReadAsync(AnswerField field, CancellationToken cancel)
    {
        var (note, lat, lon) = (field.Part("note"), DegreesOf(field, "lat"), DegreesOf(field, "lon"));
        var isPoint = lat.Length + lon.Length > 0;
        if (isPoint && !IsHere(field, lat, lon)) return null;
        if (note.Length > 300) return field.Refuse("Al massimo 300 caratteri.", "At most 300 characters.", "note");
        if (field.Part("street").Length == 0)
            return isPoint ? Canonical.Parts(("lat", lat), ("lon", lon), ("note", note)) : field.Missing("street");
        if (await Located.StreetAsync(field, cancel) is not { } street) return null;
        if (field.Part("number").Length == 0) return Canonical.Parts(("street", field.Part("street")), ("words", street.Name), ("note", note), ("lat", lat), ("lon", lon));
        if (await Located.AddressAsync(field, street, cancel) is not { } address) return null;
        return Canonical.Parts(("street", field.Part("street")), ("civic", address.CivicNumberId.ToString("n")), ("number", field.Part("number")), ("exponent", Located.ExponentOf(field)),
            ("words", address.InWords), ("note", note), ("lat", lat), ("lon", lon));
    }

    private static string DegreesOf(AnswerField field, string part) => field.Part(part).Replace(',', '.');

    private static bool IsHere(AnswerField field, string lat, string lon)
    {
        if (!double.TryParse(lat, NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude) || latitude is < 35 or > 48)
            return field.Refuse("La latitudine non è in Italia.", "The latitude is not in Italy.", "lat") is not null;
        if (!double.TryParse(lon, NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude) || longitude is < 6 or > 19)
            return field.Refuse("La longitudine non è in Italia.", "The longitude is not in Italy.", "lon") is not null;
        // A report about another Comune's street is lost work for everybody: say so at once, and where it belongs.
        if (Boundaries.Of(field.Service<Tenant>().Municipality.Istat) is not { } own || own.Contains(latitude, longitude)) return true;
        var (elsewhereIt, elsewhereEn) = Boundaries.At(latitude, longitude)?.Name is { } name ? ($": è a {name}", $": it is in {name}") : ("", "");
        return field.Refuse($"Il punto è fuori dal Comune di {own.Name}{elsewhereIt}.", $"The point is outside the Comune of {own.Name}{elsewhereEn}.", "lat") is not null;
    }

    public Texts InWords(Question question, string answer, IReadOnlyList<AnswerChoice> choices) => Located.InWords(answer);

    public Task<object?> DrawnWithAsync(IServiceProvider services, CancellationToken cancel) => Located.StreetsAsync(services, cancel);

    /// <summary>Only the directions are typed freely.</summary>
    public bool IsTyped(string? answer) => Canonical.PartsOf(answer).ContainsKey("note");
}
