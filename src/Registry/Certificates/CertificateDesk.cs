using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Contracts;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Certificates;

/// <summary>A certificate asked for, by a citizen or at the counter.</summary>
/// <param name="CaseId">The case it answers.</param>
internal sealed record CertificateOrder(
    Guid CaseId, string ProtocolNumber, Guid RequestedBy, string RequesterName, Guid ResidentId, CertificateKind Kind, int? Exemption, string? Norm, string? Stamp, CertificateChannel Channel);

/// <summary>Issues certificates: number and frozen facts join the case's commit; the paper follows as a job.</summary>
internal sealed class CertificateDesk(
    AppDb db, ResidentRegister register, FactsReader facts, Counters counters, JobQueue jobs, OrganizationChart chart, AuditTrail audit, TimeProvider clock)
{
    public const string Classification = "XI/2";

    /// <summary>Issues inside the caller's transaction.</summary>
    /// <exception cref="RuleBroken">What the register or the law refuses, beside its question.</exception>
    public async Task<Certificate> IssueAsync(CertificateOrder order, CancellationToken cancel = default)
    {
        var now = LegalTime.UtcNow(clock);
        var today = LegalTime.DayOf(now);
        var resident = await register.FindAsync(order.ResidentId, cancel) ?? throw new RuleBroken("", new("La persona non risulta in anagrafe.", "The person is not in the register."));
        var assessed = CertificateRules.Assess(new CertificateRequest(order.Kind, order.Exemption, order.Norm, resident.Resident.CertifiabilityLevel, order.Channel, today));
        if (!assessed.Issued) throw new RuleBroken(assessed.Field, assessed.ReasonInWords!.Value);
        var certified = await facts.ReadAsync(order.ResidentId, order.Kind, cancel)
            ?? throw new RuleBroken("", new("La persona non ha una residenza attuale in questo Comune.", "The person has no current residence here."));
        var officer = await chart.HolderOfAsync(RegistryRoles.Clerk, cancel)
            ?? throw new RuleBroken("", new("Oggi nessuno può firmare i certificati: riprova domani o rivolgiti all'ufficio.", "Nobody can sign certificates today: try tomorrow or contact the office."));
        var certificate = new Certificate
        {
            Id = Guid.CreateVersion7(),
            Year = today.Year,
            Number = await counters.NextAsync("certificates", today.Year, cancel),
            Kind = order.Kind,
            ResidentId = order.ResidentId,
            SubjectId = resident.Person.Id,
            RequestedBy = order.RequestedBy,
            RequesterName = order.RequesterName,
            CaseId = order.CaseId,
            Channel = order.Channel,
            ExemptionCode = order.Exemption,
            ExemptionNorm = order.Exemption is null ? null : NormOf(order, today),
            StampIdentifier = order.Exemption is null ? order.Stamp : null,
            StampCents = assessed.Stamp,
            FeeCents = assessed.Fee,
            IssuedAt = now,
            IssuedOn = today,
            ValidUntil = CertificateRules.ValidUntil(today),
            Facts = certified.ToJson(),
            VerificationCode = Certificate.RandomWord(26),
            ControlCode = Certificate.RandomWord(8),
            OfficerName = officer.Staff.FullName,
            OfficerTitle = officer.Position.Title,
        };
        db.Add(certificate);
        if (order.Exemption is null) await UseStampAsync(order.Stamp, certificate.Id, now, cancel);
        jobs.Add(RenderCertificate.JobKind, $"render:{certificate.Id:n}", new RenderCertificate.Order(certificate.Id));
        audit.Note("certificate.issue", $"certificate:{certificate.NumberInWords}", new { certificate.Id, certificate.Kind, order.ProtocolNumber });
        return certificate;
    }

    public Task<Certificate?> OfCaseAsync(Guid caseId, CancellationToken cancel = default) => db.Set<Certificate>().AsNoTracking().FirstOrDefaultAsync(c => c.CaseId == caseId, cancel);

    /// <summary>The norm printed on an exempt certificate.</summary>
    private static string NormOf(CertificateOrder order, DateOnly day)
    {
        var exemption = CertificateRules.Exemption(order.Exemption!.Value, day)!;
        return exemption.NormMustBeTyped ? order.Norm!.Trim() : exemption.Norm;
    }

    private async Task UseStampAsync(string? stamp, Guid certificateId, DateTime now, CancellationToken cancel)
    {
        if (!UsedStamp.IsWellFormed(stamp))
            throw new RuleBroken(CertificateOutcome.Stamp, new("Scrivi le 14 cifre dell'identificativo della marca da bollo.", "Enter the 14 digits of the stamp's identifier."), "art. 3 DPR 642/1972");
        if (await new Statement(db).Add(new UsedStamp { Identifier = stamp!, CertificateId = certificateId, UsedAt = now }).OrKeep().RunAsync(cancel) == 0)
            throw new RuleBroken(CertificateOutcome.Stamp, new("Questa marca da bollo è già stata usata in questo Comune: serve una marca nuova.", "This stamp has already been used in this Comune: a new one is needed."), "art. 12 DPR 642/1972");
    }
}
