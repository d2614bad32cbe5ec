using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Drafts;

/// <summary>An application being written. It belongs to a person, not to a session: it outlives both browser and session.</summary>
internal sealed class ApplicationDraft
{
    public required Guid Id { get; init; }
    public required string ServiceSlug { get; init; }
    public required string TaxCode { get; init; }
    public required string Answers { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; set; }
    public Guid? SubmittedCaseId { get; set; }

    public Draft ToDraft() => new(Id, ServiceSlug, JsonSerializer.Deserialize<Dictionary<string, string>>(Answers)!, UpdatedAt, SubmittedCaseId);
}

internal sealed class DraftDesk(AppDb db, Visitor visitor, TimeProvider clock) : IDrafts
{
    private IQueryable<ApplicationDraft> Mine => db.Set<ApplicationDraft>().Where(d => d.TaxCode == visitor.TaxCode && visitor.TaxCode != "");

    public Task<Guid> StartAsync(string serviceSlug, CancellationToken cancel)
    {
        var now = clock.UtcNow();
        // 122 random bits, not time-ordered: nobody can guess another's draft, and owning it is checked besides.
        var draft = new ApplicationDraft { Id = new Guid(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)), ServiceSlug = serviceSlug, TaxCode = visitor.TaxCode, Answers = "{}", CreatedAt = now, UpdatedAt = now };
        db.Add(draft);
        return Task.FromResult(draft.Id);
    }

    public async Task<Draft?> FindAsync(Guid id, CancellationToken cancel) => (await Mine.AsNoTracking().FirstOrDefaultAsync(d => d.Id == id, cancel))?.ToDraft();

    public async Task AnswerAsync(Guid id, string question, string answer, CancellationToken cancel)
    {
        var draft = await Mine.FirstAsync(d => d.Id == id, cancel);
        if (draft.SubmittedCaseId is not null) throw new RuleBroken("", new("Questa domanda è già stata inviata.", "This application has already been sent."));
        var answers = JsonSerializer.Deserialize<Dictionary<string, string>>(draft.Answers)!;
        answers[question] = answer;
        (draft.Answers, draft.UpdatedAt) = (JsonSerializer.Serialize(answers), clock.UtcNow());
    }

    public async Task SubmittedAsync(Guid id, Guid caseId, CancellationToken cancel)
    {
        var draft = await Mine.FirstAsync(d => d.Id == id, cancel);
        (draft.SubmittedCaseId, draft.UpdatedAt) = (caseId, clock.UtcNow());
    }

    public Task DiscardAsync(Guid id, CancellationToken cancel) => Mine.Where(d => d.Id == id && d.SubmittedCaseId == null).ExecuteDeleteAsync(cancel);

    public async Task<IReadOnlyList<Draft>> OpenOnesAsync(CancellationToken cancel) =>
        [.. (await Mine.AsNoTracking().Where(d => d.SubmittedCaseId == null).OrderByDescending(d => d.UpdatedAt).Take(20).ToListAsync(cancel)).Select(d => d.ToDraft())];
}
