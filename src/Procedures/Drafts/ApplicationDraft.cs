using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Charges;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Drafts;

/// <summary>An application being written. It belongs to a person, not to a session: it outlives both browser and session.</summary>
internal sealed class ApplicationDraft
{
    public required Guid Id { get; init; }
    public required string ServiceSlug { get; init; }
    /// <summary>Of the model it began with: it is finished on the same one.</summary>
    public int ModelVersion { get; init; }
    public required string TaxCode { get; init; }
    public required string Answers { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; set; }
    public Guid? SubmittedCaseId { get; set; }
    /// <summary>The applicant as they were when it was ready to be filed and its payment was asked for, as JSON; none where it is still being written.</summary>
    public string? ReadyAs { get; set; }
    /// <summary>By page, what was typed and is not an answer yet: fields and their values, as they were.</summary>
    public string? Typed { get; set; }
    /// <summary>Tax code of the citizen who writes it for the applicant, by a mandate; none where the applicant does.</summary>
    public string? WrittenBy { get; init; }
    /// <summary>The member of the staff who writes it for the person at the counter; none where the person does.</summary>
    public Guid? FiledById { get; init; }
    /// <summary>How the person at the counter was identified, as JSON; none online.</summary>
    public string? Counter { get; init; }

    public Draft ToDraft() => new(Id, ServiceSlug, ModelVersion, JsonSerializer.Deserialize<Dictionary<string, string>>(Answers)!, UpdatedAt, SubmittedCaseId)
    {
        TaxCode = TaxCode,
        AwaitsPayment = ReadyAs is not null,
        Typed = Pages(),
        Counter = Counter is null ? null : JsonSerializer.Deserialize<AtCounter>(Counter),
    };

    public Dictionary<string, IReadOnlyDictionary<string, string[]>> Pages() => Typed is null ? [] : JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string[]>>>(Typed)!.ToDictionary(p => p.Key, p => (IReadOnlyDictionary<string, string[]>)p.Value);
}

/// <summary>Answers kept between one question and the next, and between one day and another.</summary>
internal sealed record Draft(Guid Id, string ServiceSlug, int ModelVersion, IReadOnlyDictionary<string, string> Answers, DateTime UpdatedAt, Guid? SubmittedCaseId)
{
    /// <summary>Of the applicant.</summary>
    public required string TaxCode { get; init; }

    /// <summary>It is complete and filed as soon as it is paid.</summary>
    public bool AwaitsPayment { get; init; }

    /// <summary>Who writes it for the applicant, and how they know them; none online.</summary>
    public AtCounter? Counter { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> Typed { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string[]>>();

    public IReadOnlyDictionary<string, string[]> TypedIn(string page) => Typed.TryGetValue(page, out var fields) ? fields : new Dictionary<string, string[]>();
}

/// <summary>Drafts of the citizen who is logged in, or those that the member of the staff writes at the counter; nobody else's are ever found.</summary>
internal sealed class DraftDesk(AppDb db, Visitor visitor, TimeProvider clock)
{
    private IQueryable<ApplicationDraft> Mine => visitor.IsStaff
        ? db.Set<ApplicationDraft>().Where(d => d.FiledById == visitor.StaffId)
        : db.Set<ApplicationDraft>().Where(d => d.FiledById == null && d.TaxCode == visitor.PrincipalTaxCode && d.WrittenBy == Writer && visitor.TaxCode != "");

    /// <summary>Whoever acts for somebody has drafts of their own for them; the two do not write in each other's.</summary>
    private string? Writer => visitor.Mandate is null ? null : visitor.TaxCode;

    public Guid Start(string serviceSlug, int modelVersion) => Add(serviceSlug, modelVersion, visitor.PrincipalTaxCode, null);

    /// <summary>Begins an application that a member of the staff writes for the person in front of them.</summary>
    public Guid StartAtCounter(string serviceSlug, int modelVersion, string taxCode, AtCounter counter) => Add(serviceSlug, modelVersion, taxCode, counter);

    private Guid Add(string serviceSlug, int modelVersion, string taxCode, AtCounter? counter)
    {
        var now = clock.UtcNow();
        var draft = new ApplicationDraft
        {
            // 122 random bits, not time-ordered: nobody can guess another's draft, and owning it is checked besides.
            Id = new Guid(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)),
            ServiceSlug = serviceSlug,
            ModelVersion = modelVersion,
            TaxCode = taxCode,
            Answers = "{}",
            CreatedAt = now,
            UpdatedAt = now,
            WrittenBy = Writer,
            FiledById = counter is null ? null : visitor.StaffId,
            Counter = counter is null ? null : JsonSerializer.Serialize(counter),
        };
        db.Add(draft);
        return draft.Id;
    }

    public async Task<Draft?> FindAsync(Guid id, CancellationToken cancel = default) => (await Mine.AsNoTracking().FirstOrDefaultAsync(d => d.Id == id, cancel))?.ToDraft();

    /// <summary>Keeps answers; an answer that is null goes. A submitted draft changes no more.</summary>
    public async Task AnswerAsync(Guid id, IReadOnlyDictionary<string, string?> given, CancellationToken cancel = default)
    {
        var draft = await Mine.FirstAsync(d => d.Id == id, cancel);
        if (draft.SubmittedCaseId is not null) throw new RuleBroken("", new("Questa domanda è già stata inviata.", "This application has already been sent."));
        var answers = JsonSerializer.Deserialize<Dictionary<string, string>>(draft.Answers)!;
        // Who leafs through what is complete changes nothing, and owes what they owed.
        if (given.Any(answer => answers.GetValueOrDefault(answer.Key) != answer.Value)) await ChargeBook.ReopenAsync(db, draft, cancel);
        foreach (var (question, answer) in given)
        {
            if (answer is null) answers.Remove(question);
            else answers[question] = answer;
        }
        (draft.Answers, draft.UpdatedAt) = (JsonSerializer.Serialize(answers), clock.UtcNow());
    }

    /// <summary>Keeps what is typed in a page, right or not; with nothing the page is forgotten.</summary>
    public async Task TypeAsync(Guid id, string page, IReadOnlyDictionary<string, string[]> fields, CancellationToken cancel = default)
    {
        var draft = await Mine.FirstAsync(d => d.Id == id, cancel);
        var pages = draft.Pages();
        if (fields.Count == 0 && !pages.ContainsKey(page)) return;
        if (fields.Count == 0) pages.Remove(page);
        else pages[page] = fields;
        (draft.Typed, draft.UpdatedAt) = (pages.Count == 0 ? null : JsonSerializer.Serialize(pages), clock.UtcNow());
    }

    /// <summary>Something of it changes that is no answer: a file.</summary>
    public async Task ChangeAsync(Guid id, CancellationToken cancel = default)
    {
        if (await Mine.FirstOrDefaultAsync(d => d.Id == id, cancel) is { } draft) await ChargeBook.ReopenAsync(db, draft, cancel);
    }

    public async Task SubmittedAsync(Guid id, Guid caseId, CancellationToken cancel = default)
    {
        var draft = await Mine.FirstAsync(d => d.Id == id, cancel);
        (draft.SubmittedCaseId, draft.Typed, draft.UpdatedAt) = (caseId, null, clock.UtcNow());
    }

    public async Task DiscardAsync(Guid id, CancellationToken cancel = default)
    {
        if (await Mine.FirstOrDefaultAsync(d => d.Id == id && d.SubmittedCaseId == null, cancel) is not { } draft) return;
        await ChargeBook.AbandonAsync(db, draft.Id, cancel);
        db.RemoveRange(await db.Set<Uploads.Upload>().Where(u => u.DraftId == id).ToListAsync(cancel));
        db.Remove(draft);
    }

    public async Task<IReadOnlyList<Draft>> OpenOnesAsync(CancellationToken cancel = default) =>
        [.. (await Mine.AsNoTracking().Where(d => d.SubmittedCaseId == null).OrderByDescending(d => d.UpdatedAt).Take(20).ToListAsync(cancel)).Select(d => d.ToDraft())];
}
