using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Portal.Reports;

/// <summary>Somebody says that a page does not work for them; no login is asked, since the login may be what does not work.</summary>
internal sealed class PageReport
{
    public const int TextLength = 2000;

    public required Guid Id { get; init; }
    /// <summary>Path of the page, without its query: it may hold what is nobody's business.</summary>
    public required string Page { get; init; }
    public required string Text { get; init; }
    public string? Mail { get; init; }
    public DateTime SentAt { get; init; }
    public DateTime? SolvedAt { get; set; }
    public string? SolvedBy { get; set; }
    public string? Outcome { get; set; }
}

/// <summary>Forgets what was answered longer ago than the rule keeps it.</summary>
internal sealed class ReportRound(AppDb db, TimeProvider clock) : IRound
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var first = LegalTime.StartOf(Retention.KeptFrom(Retention.PageReports, LegalTime.Today(clock)));
        await db.Set<PageReport>().Where(r => r.SolvedAt < first).ExecuteDeleteAsync(cancel);
    }
}
