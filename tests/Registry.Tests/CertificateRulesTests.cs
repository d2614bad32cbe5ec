using System.Text.Json;
using Liburia.Registry.Certificates;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

public sealed class CertificateRulesTests
{
    private static readonly DateOnly Day = new(2026, 11, 23);

    public static TheoryData<string> Vectors() => [.. Rows().Select(row => row.GetProperty("id").GetString()!)];

    [Fact]
    public void Schedule_IsThatOfTheChannel()
    {
        CertificateRules.ScheduleOf(CertificateChannel.Counter, Day).ShouldBe(new FeeSchedule(16_00, 52, 26, 5_16, 2_58));
        CertificateRules.ScheduleOf(CertificateChannel.Online, Day).ShouldBe(new FeeSchedule(16_00, 0, 0, 0, 0));
    }

    [Theory, MemberData(nameof(Vectors))]
    public void CO22_Assess_Vector_GivesTheExpectedResult(string id)
    {
        var row = Rows().First(r => r.GetProperty("id").GetString() == id);
        var (inputs, expected) = (row.GetProperty("inputs"), row.GetProperty("expected"));
        var fees = inputs.GetProperty("fees");
        long Cents(string name) => (long)(decimal.Parse(fees.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 100);
        var kind = inputs.GetProperty("type").GetString() switch
        {
            "residence" => CertificateKind.Residence,
            "family status" => CertificateKind.HouseholdStatement,
            "birth (stato civile)" => CertificateKind.CivilBirth,
            var other => throw new InvalidOperationException(other),
        };
        int? exemption = inputs.TryGetProperty("exemption", out var code) && code.ValueKind == JsonValueKind.Number ? code.GetInt32() : null;
        var level = inputs.TryGetProperty("certifiabilityLevel", out var given) ? given.GetInt32() : 2;

        var result = CertificateRules.Assess(new CertificateRequest(kind, exemption, null, level, CertificateChannel.Counter, Day),
            new FeeSchedule(Cents("stampPerSheet"), Cents("segreteriaStamped"), Cents("segreteriaExempt"), Cents("historicalPerPersonStamped"), Cents("historicalPerPersonExempt")));

        result.Issued.ShouldBe(expected.GetProperty("issued").GetBoolean());
        if (expected.TryGetProperty("reason", out var reason)) result.Reason.ShouldBe(reason.GetString());
        foreach (var (name, value) in new[] { ("stamp", result.Stamp), ("segreteria", result.Fee), ("total", result.Total) })
            if (expected.TryGetProperty(name, out var amount)) (value / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(amount.GetString());
        result.Explanation.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(CertificateKind.Residence, 1, true)]
    [InlineData(CertificateKind.HouseholdStatement, 1, true)]
    [InlineData(CertificateKind.HistoricalResidence, 1, false)]
    [InlineData(CertificateKind.Residence, 3, false)]
    internal void Assess_CertifiabilityLevel_RestrictsTheKinds(CertificateKind kind, int level, bool issued) =>
        CertificateRules.Assess(new CertificateRequest(kind, null, null, level, CertificateChannel.Online, Day)).Issued.ShouldBe(issued);

    [Theory]
    [InlineData("2026-11-23", "2027-05-23")]
    [InlineData("2026-08-31", "2027-02-28")]
    [InlineData("2027-08-31", "2028-02-29")]
    public void ValidUntil_SixMonthsLater_EndOfMonthIncluded(string issued, string until) => CertificateRules.ValidUntil(DateOnly.Parse(issued)).ShouldBe(DateOnly.Parse(until));

    [Theory]
    [InlineData(0, CertificateStanding.Valid)]
    [InlineData(1, CertificateStanding.Expired)]
    internal void StandingOn_LastDayAndTheDayAfter(int after, CertificateStanding standing)
    {
        var facts = Facts("VIA ROMA, 1");
        Issued(facts).StandingOn(new DateOnly(2027, 5, 23).AddDays(after), facts, isProtected: false).ShouldBe(standing);
    }

    [Fact]
    public void StandingOn_MovedWithinValidity_IsSuperseded_ButNeverForAProtectedPerson()
    {
        var certificate = Issued(Facts("VIA ROMA, 1"));
        certificate.StandingOn(Day, Facts("VIA DANTE, 2"), isProtected: false).ShouldBe(CertificateStanding.Superseded);
        certificate.StandingOn(Day, Facts("VIA DANTE, 2"), isProtected: true).ShouldBe(CertificateStanding.Valid);
        certificate.StandingOn(new DateOnly(2027, 6, 1), Facts("VIA DANTE, 2"), isProtected: false).ShouldBe(CertificateStanding.Expired);
    }

    private static CertifiedFacts Facts(string address) =>
        new(new CertifiedPerson("DE LUCA", "MARIA", "F", new(1985, 5, 12), "Aversa (CE)", "X", "Italia"), new CertifiedDwelling(address, "81030", new(2019, 6, 1)), null, null);

    private static Certificate Issued(CertifiedFacts facts) => new()
    {
        Id = Guid.NewGuid(),
        ResidentId = Guid.NewGuid(),
        SubjectId = Guid.NewGuid(),
        RequestedBy = Guid.NewGuid(),
        RequesterName = "",
        CaseId = Guid.NewGuid(),
        Facts = facts.ToJson(),
        VerificationCode = "",
        ControlCode = "",
        OfficerName = "",
        OfficerTitle = "",
        IssuedOn = Day,
        ValidUntil = CertificateRules.ValidUntil(Day),
    };

    private static List<JsonElement> Rows()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "shared", "data", "domain-vectors.json"))) folder = folder.Parent ?? throw new InvalidOperationException("No shared folder beside the project.");
        using var stream = File.OpenRead(Path.Combine(folder.FullName, "shared", "data", "domain-vectors.json"));
        return [.. JsonDocument.Parse(stream).RootElement.GetProperty("vectors").EnumerateArray().Where(v => v.GetProperty("family").GetString() == "certificates")];
    }
}
