using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Http;

namespace Liburia.Platform.Web;

/// <summary>The mark of what a page showed when it was opened, carried by its form: when it is another one at saving, somebody changed the same thing meanwhile.</summary>
public static class SeenMark
{
    /// <summary>Hexadecimal, 16 characters; the same for the same values.</summary>
    public static string Of(params object?[] values) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(values))).AsSpan(0, 8));

    /// <summary>Nothing is done on what was not read: a form without its mark is refused (400), one with the mark of before is shown how it is now (409).</summary>
    /// <param name="changed">What is said where somebody changed it meanwhile.</param>
    /// <exception cref="RuleBroken">The mark is missing, or another one.</exception>
    public static void Need(HttpResponse response, string? seen, string now, Texts changed)
    {
        if (seen is not { Length: > 0 }) throw Missing;
        if (seen == now) return;
        response.StatusCode = StatusCodes.Status409Conflict;
        throw new RuleBroken("", changed);
    }

    public static RuleBroken Missing => new("", new(
        "Il modulo non dice su che cosa si basa, e non è stato fatto nulla: leggi com'è adesso e manda di nuovo.",
        "The form does not say what it rests on, and nothing was done: read how it is now and send again."));
}
