using System.Globalization;

namespace Liburia.Platform.Language;

/// <summary>
/// A text in the two languages of the product, side by side: Italian, the language of the law and the default, and English.
/// Both are required by construction, so that no page can be half translated.
/// </summary>
public readonly record struct Texts(string It, string En)
{
    public static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    public override string ToString() => IsEnglish ? En : It;

    /// <summary>The same in both languages: a name, a number.</summary>
    public static Texts Same(string words) => new(words, words);

    public static implicit operator string(Texts texts) => texts.ToString();

    public Texts With(params object[] args) => new(string.Format(ItalianCulture.Instance, It, args), string.Format(EnglishCulture, En, args));

    private static readonly CultureInfo EnglishCulture = CultureInfo.GetCultureInfo("en-GB");
}

/// <summary>Italian forms of numbers, dates and money, whatever the machine's own settings.</summary>
public static class ItalianCulture
{
    public static readonly CultureInfo Instance = CultureInfo.GetCultureInfo("it-IT");
}

/// <summary>What pages import statically: <c>T("Servizi", "Services")</c>, dates and money in the page's language.</summary>
public static class Say
{
    public static string T(string it, string en) => Texts.IsEnglish ? en : it;

    /// <summary>A date as it is read aloud: «3 novembre 2026», «3 November 2026».</summary>
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentUICulture);

    public static string ShortDay(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>A moment (UTC) shown in Italian legal time.</summary>
    public static string Moment(DateTime utc)
    {
        var local = Law.LegalTime.ToLocal(utc);
        return $"{Day(DateOnly.FromDateTime(local))}, {local:HH:mm}";
    }

    public static string ShortMoment(DateTime utc) => Law.LegalTime.ToLocal(utc).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture);

    public static string Euro(long cents) => (cents / 100m).ToString("N2", ItalianCulture.Instance) + " €";

    public static string Number(long value) => value.ToString("N0", ItalianCulture.Instance);

    /// <summary>The address of a page in the language of the request: <c>/servizi</c> or <c>/en/servizi</c>.</summary>
    public static string Href(string path) => Texts.IsEnglish && path.StartsWith('/') && !path.StartsWith("/en/", StringComparison.Ordinal) && path != "/en"
        ? path == "/" ? "/en" : "/en" + path
        : path;
}
