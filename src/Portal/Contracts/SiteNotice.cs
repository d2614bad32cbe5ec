using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;

namespace Liburia.Portal.Contracts;

/// <summary>The next days on which the offices are closed: something true and recent for the home page.</summary>
public static class ClosingDays
{
    /// <summary>Holidays from Monday to Saturday within the next 60 days, with their names.</summary>
    public static IReadOnlyList<(DateOnly Day, string Name)> After(DateOnly today, Municipality municipality)
    {
        var calendar = LegalCalendar.Of(municipality);
        return [.. Enumerable.Range(0, 60).Select(i => today.AddDays(i)).Where(day => day.DayOfWeek != DayOfWeek.Sunday && calendar.HolidayOn(day) is not null)
            .Select(day => (day, calendar.HolidayOn(day)!)).Take(3)];
    }
}
