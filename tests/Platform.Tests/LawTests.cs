using Liburia.Platform.Law;
using Shouldly;
using Xunit;

namespace Liburia.Platform.Tests;

public sealed class LawTests
{
    [Theory]
    [InlineData(Retention.AccessRecords, "2024-11-28")]
    [InlineData(Retention.PageReports, "2025-11-28")]
    [InlineData(Retention.Drafts, "2025-11-28")]
    [InlineData(Retention.Imports, "2025-11-28")]
    public void KeptFrom_EachKindOfRecord_ByItsOwnRule(string kind, string first)
    {
        Retention.Of(kind, new(2026, 11, 28)).Kind.ShouldBe(kind);
        Retention.KeptFrom(kind, new(2026, 11, 28)).ShouldBe(DateOnly.Parse(first));
    }

    [Fact]
    public void Retention_OfAKindThatIsUnknown_IsNotGuessed() => Should.Throw<InvalidOperationException>(() => Retention.Of("altro", new(2026, 11, 28)));

    [Theory]
    [InlineData(2024, "2024-03-31")]
    [InlineData(2025, "2025-04-20")]
    [InlineData(2026, "2026-04-05")]
    [InlineData(2038, "2038-04-25")]
    [InlineData(2285, "2285-03-22")]
    public void Easter_KnownYears(int year, string day) => LegalCalendar.Easter(year).ShouldBe(DateOnly.Parse(day));

    [Theory]
    [InlineData("2026-04-06", "Lunedì dell'Angelo")]
    [InlineData("2026-10-04", "San Francesco d'Assisi")]
    [InlineData("2025-10-04", null)]
    [InlineData("2026-08-27", "San Cesario")]
    [InlineData("2026-12-24", null)]
    public void HolidayOn_NationalAndPatron(string day, string? name) => new LegalCalendar("08-27", "San Cesario").HolidayOn(DateOnly.Parse(day)).ShouldBe(name);

    [Theory]
    [InlineData("2026-11-13", 2, "2026-11-17")]
    [InlineData("2026-12-04", 2, "2026-12-09")]
    [InlineData("2026-06-01", 2, "2026-06-04")]
    [InlineData("2026-12-31", 1, "2027-01-04")]
    public void AddWorkingDays_ResidenceTerms(string from, int count, string expected) => new LegalCalendar().AddWorkingDays(DateOnly.Parse(from), count).ShouldBe(DateOnly.Parse(expected));

    [Theory]
    [InlineData("2024-06-16", "2024-06-17")]
    [InlineData("2023-12-16", "2023-12-18")]
    [InlineData("2026-12-07", "2026-12-07")]
    [InlineData("2026-12-08", "2026-12-09")]
    public void NextWorkingDay_DueDateShift(string due, string shifted) => new LegalCalendar().NextWorkingDay(DateOnly.Parse(due)).ShouldBe(DateOnly.Parse(shifted));

    [Theory]
    [InlineData("2026-12-31T22:59:59Z", "2026-12-31")]
    [InlineData("2026-12-31T23:00:00Z", "2027-01-01")]
    [InlineData("2026-07-14T21:59:59Z", "2026-07-14")]
    [InlineData("2026-07-14T22:00:00Z", "2026-07-15")]
    public void DayOf_IsTheDayOfRome(string utc, string day) => LegalTime.DayOf(DateTimeOffset.Parse(utc).UtcDateTime).ShouldBe(DateOnly.Parse(day));

    [Fact]
    public void StartOf_DayWhoseMidnightDidNotExist_IsOneOClock()
    {
        // In 1966 summer time began at midnight between 21 and 22 May.
        LegalTime.ToLocal(LegalTime.StartOf(new DateOnly(1966, 5, 22))).Date.ShouldBe(new DateTime(1966, 5, 22));
    }
}
