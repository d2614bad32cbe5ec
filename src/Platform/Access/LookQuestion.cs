using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Access;

/// <summary>A person asks why somebody looked at their data; whoever answers for the office replies.</summary>
public sealed class LookQuestion
{
    public required Guid Id { get; init; }
    public required Guid RecordId { get; init; }
    public required Guid SubjectId { get; init; }
    public required string Asked { get; init; }
    public DateTime AskedAt { get; init; }
    public string? Answer { get; set; }
    public string? AnsweredBy { get; set; }
    public DateTime? AnsweredAt { get; set; }
}

/// <summary>Questions about looks, within the caller's transaction.</summary>
public sealed class LookQuestions(AppDb db, Visitor visitor, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Asks once about a look at one's own data.</summary>
    /// <exception cref="RuleBroken">Not a look at this person, asked before, nothing written.</exception>
    public async Task AskAsync(Guid recordId, IReadOnlyCollection<Guid> subjectIds, string? text)
    {
        if (await db.Set<AccessRecord>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == recordId && subjectIds.Contains(r.SubjectId)) is not { SubjectId: var subjectId })
            throw new RuleBroken("", new("Questa consultazione non c'è.", "This look is not there."));
        if (text?.Trim() is not { Length: >= 5 and <= 500 } asked) throw new RuleBroken($"why-{recordId:n}", new("Scrivi la domanda, da 5 a 500 caratteri.", "Write the question, 5 to 500 characters."));
        if (await db.Set<LookQuestion>().AnyAsync(q => q.RecordId == recordId)) throw new RuleBroken($"why-{recordId:n}", new("L'hai già chiesto: la risposta arriva qui.", "You have asked already: the answer comes here."));
        db.Add(new LookQuestion { Id = Guid.CreateVersion7(), RecordId = recordId, SubjectId = subjectId, Asked = asked, AskedAt = clock.UtcNow() });
        audit.Note("access.question", $"subject:{subjectId:n}", new { record = recordId });
    }

    public async Task AnswerAsync(Guid id, string? text)
    {
        if (await db.Set<LookQuestion>().FirstOrDefaultAsync(q => q.Id == id && q.Answer == null) is not { } question) throw new RuleBroken("", new("La domanda ha già una risposta.", "The question has an answer already."));
        if (text?.Trim() is not { Length: >= 10 and <= 1000 } answer) throw new RuleBroken($"a-{id:n}", new("Scrivi la risposta, da 10 a 1.000 caratteri: la legge l'interessato.", "Write the answer, 10 to 1,000 characters."));
        (question.Answer, question.AnsweredBy, question.AnsweredAt) = (answer, visitor.FullName, clock.UtcNow());
        audit.Note("access.answer", $"subject:{question.SubjectId:n}", new { record = question.RecordId });
    }
}
