using System.Globalization;
using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Law;

/// <summary>A national holiday: a fixed day, or a distance from Easter.</summary>
public sealed record Holiday(string Day, string Name, DateOnly? ValidFrom, DateOnly? ValidTo, string Source) : IDated;

/// <summary>
/// Holidays and working days of a Comune: national holidays (L. 260/1949 and later changes, dated data), the Monday after
/// Easter, and the Comune's patron saint. Working days are Monday to Friday without them.
/// </summary>
public sealed class LegalCalendar
{
    private static readonly DatedTable<Holiday> Holidays = DatedTable<Holiday>.Embedded(typeof(LegalCalendar).Assembly, "Liburia.Platform.Law.Data.national-holidays.csv",
        row => new Holiday(row.GetField("month_day")!, row.GetField("name")!, row.Day("valid_from"), row.Day("valid_to"), row.GetField("source")!));

    private readonly IReadOnlySet<DateOnly>? given;
    private readonly string? patronDay;
    private readonly string patron;

    /// <param name="patronDay">Month and day, <c>MM-dd</c>; none where only national holidays count.</param>
    public LegalCalendar(string? patronDay = null, string patron = "Santo patrono") => (this.patronDay, this.patron) = (patronDay, patron);

    private LegalCalendar(IReadOnlySet<DateOnly> given) : this() => this.given = given;

    /// <summary>A calendar whose holidays are these days and no others.</summary>
    public static LegalCalendar WithHolidays(IEnumerable<DateOnly> days) => new(days.ToHashSet());

    public static LegalCalendar Of(Municipality municipality) => new(municipality.PatronDay, municipality.PatronSaint);

    /// <summary>The name of the holiday, or null on other days. Sundays are not named.</summary>
    public string? HolidayOn(DateOnly day)
    {
        if (given is not null) return given.Contains(day) ? "festivo" : null;
        var key = day.ToString("MM-dd", CultureInfo.InvariantCulture);
        if (key == patronDay) return patron;
        var fromEaster = $"easter+{day.DayNumber - Easter(day.Year).DayNumber}";
        return Holidays.On(day).FirstOrDefault(holiday => holiday.Day == key || holiday.Day == fromEaster)?.Name;
    }

    public bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && HolidayOn(day) is null;

    /// <summary>The day itself, or the first working day after it: a term that ends on a holiday moves on.</summary>
    public DateOnly NextWorkingDay(DateOnly day)
    {
        while (!IsWorkingDay(day)) day = day.AddDays(1);
        return day;
    }

    /// <summary>The n-th working day after a day, which is not counted itself (art. 155 c.p.c.).</summary>
    /// <param name="count">Working days, 0 or more.</param>
    public DateOnly AddWorkingDays(DateOnly day, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        while (count > 0)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day)) count--;
        }
        return day;
    }

    /// <summary>Easter Sunday of the Gregorian calendar (anonymous algorithm of 1876).</summary>
    public static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
        int h = ((19 * a) + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + (2 * e) + (2 * i) - h - k) % 7, m = (a + (11 * h) + (22 * l)) / 451;
        int month = (h + l - (7 * m) + 114) / 31, dayOfMonth = ((h + l - (7 * m) + 114) % 31) + 1;
        return new DateOnly(year, month, dayOfMonth);
    }
}
