using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Certificates;

/// <summary>What a stranger is told of a certificate: never a name, a reason, or a newer datum.</summary>
internal sealed record VerificationAnswer(Certificate Certificate, CertificateKindRow Kind, CertificateStanding Standing);

/// <summary>Answers strangers who hold a certificate's code, and remembers that somebody looked.</summary>
internal sealed class Verification(AppDb db, FactsReader facts, ResidentRegister register, AuditTrail audit, TimeProvider clock)
{
    /// <summary>
    /// As <see cref="AnswerAsync"/>, with the certificate held until the caller's transaction ends: whoever guesses waits for the guess before, and for
    /// the job that makes the paper, instead of being sent away by either.
    /// </summary>
    public async Task<VerificationAnswer?> HoldAsync(string code, CancellationToken cancel = default)
    {
        var plain = code.ToUpperInvariant();
        await db.Set<Certificate>().Where(c => c.VerificationCode == plain).ExecuteUpdateAsync(set => set.SetProperty(c => c.Version, c => c.Version + 1), cancel);
        return await AnswerAsync(code, cancel);
    }

    /// <returns>Null for a code that is not of this Comune.</returns>
    public async Task<VerificationAnswer?> AnswerAsync(string code, CancellationToken cancel = default)
    {
        var plain = code.ToUpperInvariant();
        if (plain.Length != 26 || !plain.All(char.IsAsciiLetterOrDigit)) return null;
        if (await db.Set<Certificate>().FirstOrDefaultAsync(c => c.VerificationCode == plain, cancel) is not { } certificate) return null;
        var today = LegalTime.Today(clock);
        var resident = await register.FindAsync(certificate.ResidentId, cancel);
        var isProtected = resident?.Resident.IsProtected ?? true;
        // A protected person's register is not even read: the answer cannot depend on it.
        var now = today > certificate.ValidUntil || isProtected ? null : await facts.ReadAsync(certificate.ResidentId, certificate.Kind, cancel);
        return new VerificationAnswer(certificate, CertificateRules.Kind(certificate.Kind, certificate.IssuedOn), certificate.StandingOn(today, now, isProtected));
    }

    /// <summary>Records the look inside the caller's transaction.</summary>
    public void Remember(VerificationAnswer answer, bool sawText)
    {
        db.Add(new VerificationLook { Id = Guid.CreateVersion7(), CertificateId = answer.Certificate.Id, At = LegalTime.UtcNow(clock), SawText = sawText, Told = answer.Standing.ToString() });
        audit.Note("certificate.verified", $"certificate:{answer.Certificate.NumberInWords}", new { sawText, answer.Standing });
    }
}
