using System.Globalization;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Liburia.Territory.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>What <see cref="AddressKind"/> and <see cref="PlaceKind"/> have in common: a street and a civic number of the street register.</summary>
internal static class Located
{
    /// <summary>The street that was chosen; null when it was refused, or nothing was.</summary>
    public static async Task<Street?> StreetAsync(AnswerField field, CancellationToken cancel)
    {
        var chosen = field.Part("street");
        var found = Guid.TryParse(chosen, out var id) ? (await field.Service<IStreetRegister>().StreetsAsync(cancel)).FirstOrDefault(s => s.Id == id) : null;
        if (found is null) field.Refuse("Scegli la via dall'elenco.", "Choose the street from the list.", "street");
        return found;
    }

    /// <summary>The civic number in that street; null when it was refused.</summary>
    public static async Task<Address?> AddressAsync(AnswerField field, Street street, CancellationToken cancel)
    {
        if (!int.TryParse(field.Part("number"), CultureInfo.InvariantCulture, out var number) || number is < 1 or > 9999)
        {
            field.Refuse("Scrivi il numero civico, solo cifre.", "Enter the civic number, digits only.", "number");
            return null;
        }
        var found = await field.Service<IStreetRegister>().FindAsync(street.Id, number, ExponentOf(field), cancel);
        if (found is null)
        {
            field.Refuse("Questo civico non esiste nello stradario del Comune: controlla numero ed esponente.",
                "This civic number is not in the street register: check number and exponent.", "number");
        }
        return found;
    }

    public static string ExponentOf(AnswerField field) => field.Part("exponent").ToUpperInvariant();

    public static async Task<object?> StreetsAsync(IServiceProvider services, CancellationToken cancel) => await services.GetRequiredService<IStreetRegister>().StreetsAsync(cancel);

    public static Texts InWords(string answer)
    {
        var parts = Canonical.PartsOf(answer);
        string Part(string name) => parts.GetValueOrDefault(name, "");
        var (flat, rest) = (Part("flat"), (Part("note").Length > 0 ? $" ({Part("note")})" : "") + (Part("lat").Length > 0 ? $" [{Part("lat")}, {Part("lon")}]" : ""));
        var where = Part("words").Length > 0 ? Texts.Same(Part("words")) : new("Punto sulla mappa", "Point on the map");
        return new Texts(where.It + (flat.Length > 0 ? $", interno {flat}" : "") + rest, where.En + (flat.Length > 0 ? $", flat {flat}" : "") + rest);
    }
}
