using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Contracts;
using Liburia.Protocol.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>Which cases a clerk looks at.</summary>
/// <param name="State">One of the views of the queue.</param>
internal sealed record QueueFilter(string? State, string? Service, string? Channel, string? Query);

/// <summary>The cases that answer to a filter, in the order in which they are worked on. Every order stands on an index.</summary>
internal sealed class CaseQueue(AppDb db, Visitor visitor, OrganizationChart chart, IProtocolRegister protocol, TimeProvider clock)
{
    private const int MostNamed = 1000;

    /// <returns>Whether more registrations answer to the words than are looked through.</returns>
    public async Task<(IQueryable<Case> Cases, bool IsCut)> FilteredAsync(QueueFilter filter, CancellationToken cancel = default)
    {
        var (cases, today) = (db.Set<Case>().AsNoTracking(), LegalTime.Today(clock));
        if (!string.IsNullOrEmpty(filter.Service)) cases = cases.Where(c => c.ServiceSlug == filter.Service);
        if (filter.Channel == "online") cases = cases.Where(c => c.Channel == CaseChannel.Online);
        if (filter.Channel == "sportello") cases = cases.Where(c => c.Channel == CaseChannel.Counter);
        if (filter.Query?.Trim() is { Length: > 0 } text) return await SearchedAsync(cases, text.Cut(60), cancel);
        // Who is joined to another is worked on there.
        if (filter.State is not ("tutte" or "concluse")) cases = cases.Where(c => c.JoinedToId == null);
        return (filter.State switch
        {
            "mie" => cases.Where(c => c.OfficerId == visitor.StaffId && c.IsOpen).OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt),
            "da-assegnare" => cases.Where(c => c.OfficerId == null && c.IsOpen).OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt),
            "da-riassegnare" => CaseWork.Orphans(cases, visitor.OfficeId, [.. (await chart.StaffOfAsync(visitor.OfficeId, cancel)).Select(c => c.Id)])
                .OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt),
            // Who has not paid yet keeps nobody waiting.
            "ritardo" => cases.Where(c => c.IsOpen && c.DueOn < today && c.State != CaseState.AwaitingPayment).OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt),
            "sospese" => cases.Where(c => c.State == CaseState.Suspended).OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt),
            "da-pagare" => cases.Where(c => c.State == CaseState.AwaitingPayment).OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt),
            "campione" => cases.Where(c => c.Sample == SampleState.ToCheck).OrderByDescending(c => c.OpenedAt),
            "aperte" => cases.Where(c => c.IsOpen).OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt),
            "concluse" => cases.Where(c => !c.IsOpen).OrderByDescending(c => c.OpenedAt),
            "tutte" => cases.OrderByDescending(c => c.OpenedAt),
            _ => cases.Where(c => c.OfficeId == visitor.OfficeId && c.IsOpen).OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt),
        }, false);
    }

    /// <summary>One index or the other, never two at once: a code has sixteen letters and digits, a name or a title has letters, a number has none.</summary>
    private async Task<(IQueryable<Case> Cases, bool IsCut)> SearchedAsync(IQueryable<Case> cases, string text, CancellationToken cancel)
    {
        var code = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (code.Length == 16 && code.Any(char.IsDigit) && code.All(char.IsAsciiLetterOrDigit))
            return (cases.Where(c => c.ApplicantTaxCode == code).OrderByDescending(c => c.OpenedAt), false);
        if (text.Any(char.IsLetter))
        {
            var (named, isCut) = await protocol.CasesAsync(text, MostNamed, cancel);
            return (cases.Where(c => named.Contains(c.Id)).OrderByDescending(c => c.OpenedAt), isCut);
        }
        string[] numbers = [text, text.PadLeft(12, '0')];
        return (cases.Where(c => numbers.Contains(c.ProtocolNumber)).OrderByDescending(c => c.OpenedAt), false);
    }
}
