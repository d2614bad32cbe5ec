namespace Liburia.Platform.Language;

/// <summary>
/// A rule of law or of the register was broken. Entities and desks throw it; the one entry of writes turns it into an error
/// beside the field, status 400, with nothing stored.
/// </summary>
/// <param name="property">The form's property the error belongs to; empty for the whole form.</param>
/// <param name="message">What is wrong and how to mend it, in both languages.</param>
/// <param name="norm">The article the rule rests on, when there is one.</param>
public sealed class RuleBroken(string property, Texts message, string? norm = null) : Exception(message.It)
{
    public string Property { get; } = property;
    public Texts Text { get; } = message;
    public string? Norm { get; } = norm;
}
