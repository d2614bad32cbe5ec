using System.Security.Cryptography;
using System.Text.Json;

namespace Liburia.Registry.Certificates;

/// <summary>What is certified, frozen at issue: the same facts read later tell whether the certificate still matches.</summary>
internal sealed record CertifiedFacts(
    CertifiedPerson Person, CertifiedDwelling? Residence, IReadOnlyList<CertifiedMember>? Household, IReadOnlyList<CertifiedStay>? History)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Canonical text: equal facts give equal texts.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Plain);

    public static CertifiedFacts FromJson(string json) => JsonSerializer.Deserialize<CertifiedFacts>(json, Plain)!;
}

internal sealed record CertifiedPerson(string FamilyName, string GivenName, string Sex, DateOnly DateOfBirth, string BirthPlace, string TaxCode, string Citizenship);

internal sealed record CertifiedDwelling(string Address, string PostCode, DateOnly Since);

internal sealed record CertifiedMember(string FamilyName, string GivenName, DateOnly DateOfBirth, string BirthPlace, string Relationship);

internal sealed record CertifiedStay(string Address, DateOnly From, DateOnly? To);

/// <summary>What a stranger who verifies is told.</summary>
internal enum CertificateStanding { Valid, Superseded, Expired }

/// <summary>
/// A certificate of the population register (art. 33 DPR 223/1989): numbered, dated, valid six months, addressed to private parties only
/// (art. 40 DPR 445/2000).
/// </summary>
internal sealed class Certificate
{
    public const int GuessesAllowed = 5;
    public static readonly TimeSpan GuessPause = TimeSpan.FromMinutes(15);

    public required Guid Id { get; init; }
    public int Year { get; init; }
    public int Number { get; init; }
    public CertificateKind Kind { get; init; }
    public required Guid ResidentId { get; init; }
    public required Guid SubjectId { get; init; }
    public required Guid RequestedBy { get; init; }
    public required string RequesterName { get; init; }
    public required Guid CaseId { get; init; }
    public CertificateChannel Channel { get; init; }
    public int? ExemptionCode { get; init; }
    public string? ExemptionNorm { get; init; }
    public string? StampIdentifier { get; init; }
    public long StampCents { get; init; }
    public long FeeCents { get; init; }
    public DateTime IssuedAt { get; init; }
    public DateOnly IssuedOn { get; init; }
    public DateOnly ValidUntil { get; init; }
    public required string Facts { get; init; }
    public int TemplateVersion { get; init; } = 1;
    public required string VerificationCode { get; init; }
    public required string ControlCode { get; init; }
    public int FailedGuesses { get; private set; }
    public DateTime? GuessesBlockedUntil { get; private set; }
    public required string OfficerName { get; init; }
    public required string OfficerTitle { get; init; }
    public Guid? ArchiveObjectId { get; private set; }
    public DateTime? RenderedAt { get; private set; }
    /// <summary>Day on which the register ceased to say the same; none while it does, and never of a protected person.</summary>
    public DateOnly? SupersededOn { get; private set; }
    public int Version { get; private set; }

    public string NumberInWords => $"{Number}/{Year}";
    public bool IsReady => ArchiveObjectId is not null;

    public void Rendered(Guid archiveObjectId, DateTime at) => (ArchiveObjectId, RenderedAt, Version) = (archiveObjectId, at, Version + 1);

    /// <summary>
    /// Expired after its last day; superseded when the register no longer says the same, told only within validity and never of a
    /// protected person, whose moves nobody may infer.
    /// </summary>
    public CertificateStanding StandingOn(DateOnly day, CertifiedFacts? now, bool isProtected) =>
        day > ValidUntil ? CertificateStanding.Expired
        : !isProtected && now?.ToJson() != Facts ? CertificateStanding.Superseded
        : CertificateStanding.Valid;

    /// <summary>Notes on which day the register changed, or that it says again what the paper says.</summary>
    public void Compare(DateOnly day, CertifiedFacts? now, bool isProtected)
    {
        DateOnly? since = StandingOn(day, now, isProtected) == CertificateStanding.Superseded ? SupersededOn ?? day : null;
        if (since != SupersededOn) (SupersededOn, Version) = (since, Version + 1);
    }

    public bool GuessesAreBlocked(DateTime now) => GuessesBlockedUntil > now;

    /// <summary>Compares the control code in constant time; five wrong ones pause the certificate's text for fifteen minutes.</summary>
    public bool TryControl(string typed, DateTime now)
    {
        var plain = new string([.. typed.ToUpperInvariant().Where(char.IsLetterOrDigit)]);
        if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(plain.PadRight(32)[..32]), System.Text.Encoding.ASCII.GetBytes(ControlCode.PadRight(32)[..32])))
        {
            (FailedGuesses, GuessesBlockedUntil, Version) = (0, null, Version + 1);
            return true;
        }
        FailedGuesses++;
        Version++;
        if (FailedGuesses >= GuessesAllowed) (FailedGuesses, GuessesBlockedUntil) = (0, now + GuessPause);
        return false;
    }

    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>A random word of letters and digits that cannot be taken one for another (no I, L, O, 0, 1). 26 of them are 128 bits.</summary>
    public static string RandomWord(int length) => RandomNumberGenerator.GetString(Letters, length);
}

/// <summary>A bought stamp: its fourteen digits pay one certificate of the Comune, once.</summary>
internal sealed class UsedStamp
{
    public required string Identifier { get; init; }
    public required Guid CertificateId { get; init; }
    public DateTime UsedAt { get; init; }

    public static bool IsWellFormed(string? identifier) => identifier is { Length: 14 } && identifier.All(char.IsAsciiDigit);
}

/// <summary>Somebody opened the verification page; the person the certificate is about reads it.</summary>
internal sealed class VerificationLook
{
    public required Guid Id { get; init; }
    public required Guid CertificateId { get; init; }
    public DateTime At { get; init; }
    public bool SawText { get; init; }
    public required string Told { get; init; }
}
