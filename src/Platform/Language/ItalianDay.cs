using System.Globalization;

namespace Liburia.Platform.Language;

/// <summary>Days as people write them: 23/11/2026, 23-11-2026, 23.11.2026, 2026-11-23. The one reader of every field, so that no page can be asked for a day at the end of time.</summary>
public static class ItalianDay
{
    /// <summary>The first and the last day that an office has to do with.</summary>
    public static readonly DateOnly First = new(1800, 1, 1), Last = new(2199, 12, 31);

    private static readonly string[] Forms = ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-M-d"];

    /// <summary>Reads a day; false where it is none, does not exist, or is beyond <see cref="First"/> and <see cref="Last"/>.</summary>
    public static bool TryRead(string? text, out DateOnly day) =>
        DateOnly.TryParseExact((text ?? "").Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day >= First && day <= Last;
}
