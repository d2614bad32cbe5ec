namespace Liburia.Platform.Law;

/// <summary>Legal time in Italy. Times are stored in UTC; register dates are days of Rome.</summary>
public static class LegalTime
{
    private static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");

    public static DateTime ToLocal(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Rome);

    /// <summary>UTC of a local time of Rome; one that does not exist (the hour skipped in spring) is an hour later.</summary>
    public static DateTime ToUtc(DateTime local)
    {
        var plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return TimeZoneInfo.ConvertTimeToUtc(Rome.IsInvalidTime(plain) ? plain.AddHours(1) : plain, Rome);
    }

    public static DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(ToLocal(utc));

    public static DateTime UtcNow(this TimeProvider clock) => clock.GetUtcNow().UtcDateTime;

    public static DateOnly Today(this TimeProvider clock) => DayOf(clock.UtcNow());

    /// <summary>The first instant of a day of Rome, in UTC. In some years summer time began at midnight: that day's first instant is 1:00.</summary>
    public static DateTime StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return TimeZoneInfo.ConvertTimeToUtc(Rome.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight, Rome);
    }
}

/// <summary>A clock moved by a fixed amount; demonstration installations only.</summary>
public sealed class MovedClock(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
}
